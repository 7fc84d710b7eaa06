-- The ledger: who has how much, and every movement that led there. Sums are whole nano-dollars. What was posted is never
-- changed or deleted: no role of the server has the right to, and a mistake is corrected by another transaction.
--
-- Everything is written as `app_worker`, because each movement touches accounts of somebody else, too: the platform's.
-- Members of an org read what is their org's.
create table ledger_accounts (
  account_id uuid constraint ledger_accounts_pkey primary key,
  kind text not null constraint ledger_accounts_kind_check check (kind in (
    'revenue', 'provider_cost', 'stripe_clearing', 'stripe_fees', 'tax', 'dispute', 'promo_credit', 'adjustments',
    'write_off', 'wallet', 'hold', 'seller_pending', 'seller_payable', 'payout_in_transit')),
  -- Absent for the platform's own accounts, of which there is one each.
  org_id uuid constraint ledger_accounts_org_fkey references orgs,
  -- The sum of the entries, kept in the transaction that adds them; the nightly reconciliation adds them up again. The
  -- platform's own accounts keep none: every call of everybody would wait for that one row.
  balance_nanodollars bigint not null default 0,
  created_at timestamptz not null,
  constraint ledger_accounts_owner_key unique nulls not distinct (kind, org_id),
  constraint ledger_accounts_owner_check check (
    (kind in ('wallet', 'hold', 'seller_pending', 'seller_payable', 'payout_in_transit')) = (org_id is not null)),
  constraint ledger_accounts_no_balance check (org_id is not null or balance_nanodollars = 0),
  -- The rules refuse before this does. It is the last fence.
  constraint ledger_accounts_no_overdraft check (
    balance_nanodollars >= 0 or kind not in ('wallet', 'hold', 'payout_in_transit'))
);

create index ledger_accounts_org_idx on ledger_accounts (org_id) where org_id is not null;

-- Before the policies are forced: they bind the owner of the tables as well. `store/accounts.rs` knows these ids.
insert into ledger_accounts (account_id, kind, created_at) values
  ('00000000-0000-7000-8000-000000000001', 'revenue', now()),
  ('00000000-0000-7000-8000-000000000002', 'provider_cost', now()),
  ('00000000-0000-7000-8000-000000000003', 'stripe_clearing', now()),
  ('00000000-0000-7000-8000-000000000004', 'stripe_fees', now()),
  ('00000000-0000-7000-8000-000000000005', 'tax', now()),
  ('00000000-0000-7000-8000-000000000006', 'dispute', now()),
  ('00000000-0000-7000-8000-000000000007', 'promo_credit', now()),
  ('00000000-0000-7000-8000-000000000008', 'adjustments', now()),
  ('00000000-0000-7000-8000-000000000009', 'write_off', now());

create table ledger_transactions (
  transaction_id uuid constraint ledger_transactions_pkey primary key,
  idempotency_key text not null constraint ledger_transactions_key unique
    constraint ledger_transactions_key_check check (length(idempotency_key) between 1 and 200),
  kind text not null constraint ledger_transactions_kind_check check (kind in (
    'top_up', 'hold', 'settlement', 'release', 'purchase', 'refund', 'adjustment')),
  -- Whose money it was about.
  org_id uuid not null constraint ledger_transactions_org_fkey references orgs,
  -- The hold that begins or ends with it.
  hold_id uuid,
  -- The payment that it gives back.
  refunds_id uuid constraint ledger_transactions_refunds_fkey references ledger_transactions,
  -- What was asked for, in one line. A key that comes again with another line was meant for something else.
  request text not null constraint ledger_transactions_request_check check (length(request) between 1 and 8000),
  reason text constraint ledger_transactions_reason_check check (length(reason) between 3 and 500),
  -- The person behind it, where there is one. Together with the reason this is the record of who corrected what.
  posted_by uuid constraint ledger_transactions_poster_fkey references users,
  created_at timestamptz not null,
  constraint ledger_transactions_hold_check check (
    (kind in ('hold', 'settlement', 'release')) = (hold_id is not null)),
  constraint ledger_transactions_refund_check check ((kind = 'refund') = (refunds_id is not null)),
  constraint ledger_transactions_adjustment_check check (
    kind <> 'adjustment' or (reason is not null and posted_by is not null))
);

create index ledger_transactions_org_idx on ledger_transactions (org_id, created_at desc, transaction_id desc);
create index ledger_transactions_refunds_idx on ledger_transactions (refunds_id) where refunds_id is not null;
-- A hold begins once and ends once, whatever the program thinks.
create unique index ledger_transactions_hold_begin on ledger_transactions (hold_id) where kind = 'hold';
create unique index ledger_transactions_hold_end on ledger_transactions (hold_id) where kind in ('settlement', 'release');

create table ledger_entries (
  transaction_id uuid not null constraint ledger_entries_transaction_fkey references ledger_transactions,
  account_id uuid not null constraint ledger_entries_account_fkey references ledger_accounts,
  -- The account's owner; absent for the platform's own.
  org_id uuid,
  amount_nanodollars bigint not null constraint ledger_entries_amount_check check (amount_nanodollars <> 0),
  constraint ledger_entries_pkey primary key (transaction_id, account_id)
);

create index ledger_entries_account_idx on ledger_entries (account_id);

-- At the end of the database's transaction, whoever wrote: at least two entries, and nothing out of nowhere.
create function app.ledger_sums_to_zero() returns trigger language plpgsql as $$
declare
  entries bigint;
  total numeric;
begin
  select count(*), coalesce(sum(amount_nanodollars), 0) into entries, total
    from ledger_entries where transaction_id = new.transaction_id;
  if entries < 2 or total <> 0 then
    raise exception 'transaction % has % entries with a sum of %', new.transaction_id, entries, total
      using errcode = 'check_violation', constraint = 'ledger_entries_sum_to_zero';
  end if;
  return null;
end $$;

create constraint trigger ledger_transactions_sum_to_zero after insert on ledger_transactions
  deferrable initially deferred for each row execute function app.ledger_sums_to_zero();
create constraint trigger ledger_entries_sum_to_zero after insert or update on ledger_entries
  deferrable initially deferred for each row execute function app.ledger_sums_to_zero();

create table ledger_holds (
  hold_id uuid constraint ledger_holds_pkey primary key,
  org_id uuid not null constraint ledger_holds_org_fkey references orgs,
  amount_nanodollars bigint not null constraint ledger_holds_amount_check check (amount_nanodollars > 0),
  state text not null constraint ledger_holds_state_check check (state in ('open', 'settled', 'released')),
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint ledger_holds_end_check check ((state = 'open') = (ended_at is null))
);

create index ledger_holds_open_idx on ledger_holds (org_id, created_at) where state = 'open';

-- What the reconciliation found, a row for each difference. An operator's list: it should be empty.
create table ledger_differences (
  run_id uuid not null,
  what text not null constraint ledger_differences_what_check check (what in (
    'entries_do_not_cancel', 'balance_is_not_its_entries', 'holds_are_not_what_is_held', 'refunds_exceed_payment')),
  -- The account or the transaction.
  subject_id uuid not null,
  org_id uuid,
  expected_nanodollars bigint not null,
  found_nanodollars bigint not null,
  found_at timestamptz not null,
  constraint ledger_differences_pkey primary key (run_id, what, subject_id)
);

create index ledger_differences_newest_idx on ledger_differences (found_at desc, subject_id);

alter table ledger_accounts enable row level security;
alter table ledger_accounts force row level security;
create policy ledger_accounts_see on ledger_accounts for select to app_rw using (org_id = app.org_id());
create policy ledger_accounts_worker on ledger_accounts for all to app_worker using (true) with check (true);
grant select on ledger_accounts to app_rw;
grant select, insert, update (balance_nanodollars) on ledger_accounts to app_worker;

alter table ledger_transactions enable row level security;
alter table ledger_transactions force row level security;
create policy ledger_transactions_see on ledger_transactions for select to app_rw using (org_id = app.org_id());
create policy ledger_transactions_worker on ledger_transactions for all to app_worker using (true) with check (true);
grant select on ledger_transactions to app_rw;
grant select, insert on ledger_transactions to app_worker;

alter table ledger_entries enable row level security;
alter table ledger_entries force row level security;
create policy ledger_entries_see on ledger_entries for select to app_rw using (org_id = app.org_id());
create policy ledger_entries_worker on ledger_entries for all to app_worker using (true) with check (true);
grant select on ledger_entries to app_rw;
grant select, insert on ledger_entries to app_worker;

alter table ledger_holds enable row level security;
alter table ledger_holds force row level security;
create policy ledger_holds_see on ledger_holds for select to app_rw using (org_id = app.org_id());
create policy ledger_holds_worker on ledger_holds for all to app_worker using (true) with check (true);
grant select on ledger_holds to app_rw;
grant select, insert, update (state, ended_at) on ledger_holds to app_worker;

alter table ledger_differences enable row level security;
alter table ledger_differences force row level security;
create policy ledger_differences_worker on ledger_differences for all to app_worker using (true) with check (true);
grant select, insert on ledger_differences to app_worker;
