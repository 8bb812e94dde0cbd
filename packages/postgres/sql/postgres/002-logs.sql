-- What happened, by date: guide l. 462, 463.

CREATE TABLE audit_log (
  occurred_at timestamptz NOT NULL DEFAULT now(),
  id          bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id   bigint,
  actor       text NOT NULL,
  action      text NOT NULL,
  subject     text NOT NULL,
  detail      jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (occurred_at, id)
) PARTITION BY RANGE (occurred_at);

CREATE INDEX audit_log_tenant ON audit_log (tenant_id, occurred_at);

-- The state of messages that somebody has to look after, not each of 59 billion a day: those are in Kafka.
CREATE TABLE messages_log (
  created_at timestamptz NOT NULL DEFAULT now(),
  message_id uuid NOT NULL,
  tenant_id  bigint NOT NULL,
  channel    text NOT NULL,
  status     text NOT NULL,
  detail     jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (created_at, message_id)
) PARTITION BY RANGE (created_at);

CREATE INDEX messages_log_tenant ON messages_log (tenant_id, created_at);

-- Which tables are partitioned by time, and how long their partitions are kept.
CREATE TABLE catalyst.partitioned (
  name   regclass PRIMARY KEY,
  step   interval NOT NULL,
  ahead  int NOT NULL,
  keep   interval NOT NULL
);
INSERT INTO catalyst.partitioned VALUES
  ('audit_log', '1 month', 3, '7 years'),
  ('messages_log', '1 day', 7, '30 days');
