-- Guide l. 502 to 507. One row stands for what a customer sent in some seconds, not for one message (audit D14).

CREATE TABLE billing_events (
  occurred_at timestamptz NOT NULL,
  tenant_id   bigint NOT NULL,
  channel     text NOT NULL,
  country     char(2) NOT NULL,
  messages    bigint NOT NULL,
  amount      numeric(18, 6) NOT NULL
);
SELECT create_hypertable('billing_events', by_range('occurred_at', INTERVAL '1 day'));
CREATE INDEX billing_events_tenant ON billing_events (tenant_id, occurred_at DESC);

-- 1 minute a row.
CREATE TABLE system_metrics (
  minute timestamptz NOT NULL,
  site   text NOT NULL,
  metric text NOT NULL,
  value  double precision NOT NULL,
  PRIMARY KEY (minute, site, metric)
);
SELECT create_hypertable('system_metrics', by_range('minute', INTERVAL '1 day'));

ALTER TABLE billing_events SET (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'tenant_id, channel',
  timescaledb.compress_orderby = 'occurred_at DESC'
);
ALTER TABLE system_metrics SET (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'site, metric',
  timescaledb.compress_orderby = 'minute DESC'
);
