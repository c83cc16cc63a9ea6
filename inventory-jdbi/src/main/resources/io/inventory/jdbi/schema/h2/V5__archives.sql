-- Ledger entries that are kept in files.

-- the name of the file that has the last of the entries up to this version, which are not in inventory_logs any more; else empty
alter table inventory_checkpoints add column archive varchar(200) default '' not null;
