-- Ledger entries that are kept in files. It only adds, so that processes of the version before can go on beside those of this
-- one: their checkpoints have the default. Adding a column with a constant default rewrites no row.

-- the name of the file that has the last of the entries up to this version, which are not in inventory_logs any more; else empty
alter table inventory_checkpoints add column archive varchar(200) not null default '';
