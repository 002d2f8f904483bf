-- Copyright (c) The terraform-provider-openbanking authors
-- SPDX-License-Identifier: MPL-2.0

-- Okra: customers, their accounts, and the transactions of these. Identifiers are
-- 24 hexadecimal digits. Days are counted from the Unix epoch.

-- The scopes whose seeded data is there, and since when.
CREATE TABLE okra_seeded (
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  seeded_at    INTEGER NOT NULL,
  PRIMARY KEY (organisation, environment)
) STRICT, WITHOUT ROWID;

CREATE TABLE okra_customers (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  name         TEXT NOT NULL,
  email        TEXT NOT NULL,
  phone        TEXT NOT NULL,
  record       TEXT NOT NULL,         -- The connection that the customer came by.
  created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX okra_customers_scope ON okra_customers (organisation, environment, id);

-- An account with its balance, which the API shows as an object of its own.
CREATE TABLE okra_accounts (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  environment  TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
  customer     INTEGER NOT NULL REFERENCES okra_customers (seq),
  bank         TEXT NOT NULL,
  nuban        TEXT NOT NULL,
  name         TEXT NOT NULL,
  type         TEXT NOT NULL CHECK (type IN ('savings', 'current')),
  currency     TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  balance_id   TEXT NOT NULL UNIQUE,
  ledger       INTEGER NOT NULL,      -- The booked balance.
  available    INTEGER NOT NULL CHECK (available <= ledger),
  fetched_at   INTEGER NOT NULL,      -- As of when the bank was asked.
  transactions INTEGER NOT NULL,      -- How many it has.
  key          BLOB NOT NULL UNIQUE,  -- Five bytes that the ids of its transactions share.
  UNIQUE (organisation, environment, bank, nuban)
) STRICT;
CREATE INDEX okra_accounts_scope ON okra_accounts (organisation, environment, id);
CREATE INDEX okra_accounts_customer ON okra_accounts (customer, id);

-- Clustered in the order in which an account is read. Nothing is indexed beside
-- that: a transaction's id is made of its account's key, its day and its number.
CREATE TABLE okra_transactions (
  account INTEGER NOT NULL REFERENCES okra_accounts (seq),
  day     INTEGER NOT NULL,           -- When it was made.
  number  INTEGER NOT NULL,           -- Its place on that day, with gaps.
  amount  INTEGER NOT NULL,           -- Positive for a credit, negative for a debit.
  text    TEXT NOT NULL,
  PRIMARY KEY (account, day, number)
) STRICT, WITHOUT ROWID;

-- What makes it cheap to count transactions and to find a page of them, however
-- deep, across accounts: how many each day has, and every amount, both in the
-- order of okra_transactions. An account without a row here has no transactions
-- yet: they are made when they are first asked for.
CREATE TABLE okra_histories (
  account INTEGER PRIMARY KEY REFERENCES okra_accounts (seq),
  days    BLOB NOT NULL,              -- Varints: days since the one before, transactions.
  amounts BLOB NOT NULL               -- Zigzag varints.
) STRICT;
