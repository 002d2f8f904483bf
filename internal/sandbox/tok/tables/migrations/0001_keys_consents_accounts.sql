-- Copyright (c) The terraform-provider-openbanking authors
-- SPDX-License-Identifier: MPL-2.0

-- API keys, consents, and the accounts with their transactions that these open.

CREATE TABLE api_keys (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  name         TEXT NOT NULL,
  hash         BLOB NOT NULL UNIQUE,  -- SHA-256 of the whole key; the key itself is nowhere.
  hint         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  last_used_at INTEGER,
  idempotency  BLOB                   -- SHA-256 of the Idempotency-Key that made it.
) STRICT;
CREATE INDEX api_keys_scope ON api_keys (organisation, environment, seq);
CREATE INDEX api_keys_idempotency ON api_keys (organisation, environment, idempotency) WHERE idempotency IS NOT NULL;

CREATE TABLE consents (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  id            TEXT NOT NULL UNIQUE,
  organisation  TEXT NOT NULL,
  environment   TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  bank_id       TEXT NOT NULL,
  callback_url  TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('pending', 'active', 'expired', 'revoked', 'error')),
  handle        TEXT NOT NULL UNIQUE, -- Names the bank's page; no credential.
  state_hash    BLOB UNIQUE,          -- SHA-256 of the state, null once it was used.
  state_sealed  BLOB,                 -- The state, for the bank's page to pass on.
  code_hash     BLOB,                 -- SHA-256 of the code that an approval made.
  created_at    INTEGER NOT NULL,
  authorized_at INTEGER,
  expires_at    INTEGER NOT NULL      -- When time ends it: as pending at first, as active once authorised.
) STRICT;
CREATE INDEX consents_scope ON consents (organisation, environment, seq);
CREATE INDEX consents_live ON consents (expires_at) WHERE status IN ('pending', 'active');

CREATE TABLE accounts (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  bank_id      TEXT NOT NULL,
  bank_name    TEXT NOT NULL,
  iban         TEXT NOT NULL,
  name         TEXT NOT NULL,
  currency     TEXT NOT NULL,
  balance      INTEGER NOT NULL,
  UNIQUE (organisation, environment, bank_id, iban)
) STRICT;

-- Which consents ever opened which account, in the order of authorisation.
CREATE TABLE account_consents (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES accounts (seq),
  consent INTEGER NOT NULL REFERENCES consents (seq),
  UNIQUE (account, consent)
) STRICT;

-- Clustered in the order in which pages are read, so that a page is one range.
CREATE TABLE transactions (
  account         INTEGER NOT NULL REFERENCES accounts (seq),
  booking_date    TEXT NOT NULL,      -- YYYY-MM-DD
  id              TEXT NOT NULL,
  external_id     TEXT NOT NULL,
  value_date      TEXT NOT NULL,
  amount          INTEGER NOT NULL CHECK (amount >= 0),
  inbound         INTEGER NOT NULL CHECK (inbound IN (0, 1)),
  creditor_iban   TEXT NOT NULL,
  debtor_iban     TEXT NOT NULL,
  remittance_info TEXT NOT NULL,
  PRIMARY KEY (account, booking_date, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX transactions_external ON transactions (account, external_id);
