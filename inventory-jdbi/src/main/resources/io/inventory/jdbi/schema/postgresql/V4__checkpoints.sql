-- Sums of the ledger, so that one of any length is explained from few of its entries. It only adds, so that processes of the
-- version before can go on beside those of this one: they read and write none of it.

-- What the entries of a SKU up to a version add up to; at every 4,096th, written some time after it.
-- sums: [[reason, entries, change, reserved change], ...]; the numbers may have more than 64 bits.
create table inventory_checkpoints (
    sku_id          varchar(128) collate "C" not null,
    version         bigint      not null,
    available_after bigint      not null,
    reserved_after  bigint      not null,
    sums            text        not null,
    created_at      timestamptz not null,
    primary key (sku_id, version)
);
