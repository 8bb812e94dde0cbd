-- Money that customers owe: guide l. 456 to 461.

CREATE TABLE tenant_billing_config (
  tenant_id  bigint PRIMARY KEY,
  currency   char(3) NOT NULL,
  plan       text NOT NULL,
  credit     numeric(18, 6) NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE rate_cards (
  plan       text NOT NULL,
  channel    text NOT NULL,
  country    char(2) NOT NULL,
  valid_from timestamptz NOT NULL,
  price      numeric(18, 9) NOT NULL CHECK (price >= 0),
  PRIMARY KEY (plan, channel, country, valid_from)
);

-- A row is what one customer sent over one channel in a window, not one message: 685,000 rows a second would fill 8 TB in
-- 13 hours (audit D07).
CREATE TABLE billing_transactions (
  tenant_id       bigint NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  channel         text NOT NULL,
  messages        bigint NOT NULL CHECK (messages >= 0),
  amount          numeric(18, 6) NOT NULL,
  currency        char(3) NOT NULL,
  idempotency_key text NOT NULL,
  -- A unique constraint of a partitioned table has to contain the key that it is partitioned by (audit D11).
  PRIMARY KEY (tenant_id, idempotency_key)
) PARTITION BY HASH (tenant_id);

DO $$
BEGIN
  FOR part IN 0..31 LOOP
    EXECUTE format('CREATE TABLE billing_transactions_p%s PARTITION OF billing_transactions '
                   'FOR VALUES WITH (MODULUS 32, REMAINDER %s)', lpad(part::text, 2, '0'), part);
  END LOOP;
END $$;

CREATE INDEX billing_transactions_tenant_time ON billing_transactions (tenant_id, created_at);
CREATE INDEX billing_transactions_idempotency ON billing_transactions (idempotency_key);
