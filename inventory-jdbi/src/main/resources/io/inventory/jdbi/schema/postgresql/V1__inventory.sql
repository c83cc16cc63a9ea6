-- The tables of the inventory on PostgreSQL. Every key is one column that could later distribute the tables (sku_id or
-- order_id); there is no foreign key between the two families, no trigger, no sequence.

-- What may be sold and what is held. Rows change with every order: room for heap-only updates, no index on what changes.
create table inventory_stocks (
    sku_id          varchar(128) collate "C" primary key,
    id              uuid        not null,
    available_stock bigint      not null check (available_stock >= 0),
    reserved_stock  bigint      not null check (reserved_stock >= 0),
    version         bigint      not null check (version >= 1),
    created_at      timestamptz not null,
    updated_at      timestamptz not null
) with (fillfactor = 50);

-- The ledger, append-only. Per SKU the versions are gapless and each balance is the one before plus the change.
create table inventory_logs (
    sku_id          varchar(128) collate "C" not null,
    version         bigint       not null,
    id              uuid         not null,
    change          bigint       not null,
    reserved_change bigint       not null,
    available_after bigint       not null,
    reserved_after  bigint       not null,
    reason          varchar(32)  not null,
    note            varchar(256) not null,
    ref_id          varchar(128) collate "C" not null,
    created_at      timestamptz  not null,
    primary key (sku_id, version)
);

-- Orders, each whole in its row. lines: [[sku, quantity, returned, [ledger versions]], ...];
-- rollbacks: [[id or null, reason, status after, time, [[sku, quantity], ...]], ...];
-- rejection: {"reason": ..., "shortages": [[sku, requested, available], ...]} or {"reason": ..., "skus": [...]}.
create table inventory_orders (
    order_id     varchar(128) collate "C" primary key,
    origin       varchar(8),
    status       varchar(16) not null,
    lines        text        not null,
    rollbacks    text        not null,
    rejection    text,
    expires_at   timestamptz,
    confirmed_at timestamptz,
    closed_at    timestamptz,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
) with (fillfactor = 90);

-- Operators' requests that were carried out, with their answers.
create table inventory_requests (
    sku_id          varchar(128) collate "C" not null,
    request_id      varchar(128) collate "C" not null,
    content         text        not null,
    version         bigint      not null,
    available_after bigint      not null,
    reserved_after  bigint      not null,
    created_at      timestamptz not null,
    primary key (sku_id, request_id)
);
