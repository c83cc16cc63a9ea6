-- Sums of the ledger, so that one of any length is explained from few of its entries.

-- What the entries of a SKU up to a version add up to; at every 4,096th, written some time after it.
-- sums: [[reason, entries, change, reserved change], ...]; the numbers may have more than 64 bits.
create table inventory_checkpoints (
    sku_id          varchar(256) not null,
    version         bigint       not null,
    available_after bigint       not null,
    reserved_after  bigint       not null,
    sums            varchar      not null,
    created_at      timestamp(6) with time zone not null,
    primary key (sku_id, version)
);
