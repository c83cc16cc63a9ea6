-- The tables of the inventory on H2. Every key is one column that could later distribute the tables (sku_id or
-- order_id); there is no foreign key between the two families, no trigger, no sequence. The columns of ids hold 256
-- characters because H2 counts UTF-16 units, and an id may have 128 code points beyond U+FFFF.

-- What may be sold and what is held. Rows change with every order.
create table inventory_stocks (
    sku_id          varchar(256) primary key,
    -- H2 orders text by UTF-16 units; the bytes of UTF-8 are in the order of code points
    sku_order       varbinary(512) generated always as (stringtoutf8(sku_id)),
    id              uuid        not null,
    available_stock bigint      not null check (available_stock >= 0),
    reserved_stock  bigint      not null check (reserved_stock >= 0),
    version         bigint      not null check (version >= 1),
    created_at      timestamp(6) with time zone not null,
    updated_at      timestamp(6) with time zone not null
);
create unique index inventory_stocks_order on inventory_stocks (sku_order);

-- The ledger, append-only. Per SKU the versions are gapless and each balance is the one before plus the change.
create table inventory_logs (
    sku_id          varchar(256) not null,
    version         bigint       not null,
    id              uuid         not null,
    change          bigint       not null,
    reserved_change bigint       not null,
    available_after bigint       not null,
    reserved_after  bigint       not null,
    reason          varchar(32)  not null,
    note            varchar(512) not null,
    ref_id          varchar(256) not null,
    created_at      timestamp(6) with time zone  not null,
    primary key (sku_id, version)
);

-- Orders, each whole in its row. lines: [[sku, quantity, returned, [ledger versions]], ...];
-- rollbacks: [[id or null, reason, status after, time, [[sku, quantity], ...]], ...];
-- rejection: {"reason": ..., "shortages": [[sku, requested, available], ...]} or {"reason": ..., "skus": [...]}.
create table inventory_orders (
    order_id     varchar(256) primary key,
    origin       varchar(8),
    status       varchar(16) not null,
    lines        varchar     not null,
    rollbacks    varchar     not null,
    rejection    varchar,
    expires_at   timestamp(6) with time zone,
    confirmed_at timestamp(6) with time zone,
    closed_at    timestamp(6) with time zone,
    created_at   timestamp(6) with time zone not null,
    updated_at   timestamp(6) with time zone not null
);

-- Operators' requests that were carried out, with their answers.
create table inventory_requests (
    sku_id          varchar(256) not null,
    request_id      varchar(256) not null,
    content         varchar     not null,
    version         bigint      not null,
    available_after bigint      not null,
    reserved_after  bigint      not null,
    created_at      timestamp(6) with time zone not null,
    primary key (sku_id, request_id)
);
