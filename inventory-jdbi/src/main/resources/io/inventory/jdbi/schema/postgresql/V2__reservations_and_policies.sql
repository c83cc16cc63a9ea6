-- Units that come back by themselves, and stock that is kept from orders. Every statement only adds, so that processes of the
-- version before can go on beside those of this one. Adding a column with a constant default rewrites no row.

-- The tables are locked in the order in which commands lock them, so that none of these waits for this and this for it.

-- Until when a reservation was to hold when it was made, if it was extended since.
alter table inventory_orders add column reserved_until timestamptz;

alter table inventory_stocks
    -- how many of the available units no order may take
    add column safety_stock  bigint not null default 0,
    -- the sellable units at or below which a SKU is low; 0 for never
    add column low_threshold bigint not null default 0,
    add constraint inventory_stocks_policy check (safety_stock >= 0 and low_threshold >= 0) not valid;

-- By how much a request changed the available units.
alter table inventory_requests add column change bigint not null default 0;

-- Which reservations hold units of a SKU, to be found when an order is short of it. The orders are the truth, these rows
-- only lead to them: a process of the version before writes none, and leaves those of orders that it closes.
create table inventory_reservations (
    sku_id     varchar(128) collate "C" not null,
    order_id   varchar(128) collate "C" not null,
    quantity   bigint      not null,
    expires_at timestamptz not null,
    primary key (sku_id, order_id)
);
create index inventory_reservations_expiry on inventory_reservations (sku_id, expires_at, order_id);

-- What the rest of a shop is to be told, written in one transaction with what brought it about. The positions are given
-- later, in a transaction of its own that holds the lease 'numbered': so nothing is committed behind what was read.
-- kind: LOW, SOLD_OUT, BACK, RECOVERED, or EXPIRY with order_id and given_back: [[sku, quantity], ...].
create table inventory_signals (
    sku_id     varchar(128) collate "C" not null,
    version    bigint      not null,
    kind       varchar(16) not null,
    available  bigint      not null,
    reserved   bigint      not null,
    sellable   bigint      not null,
    order_id   varchar(128) collate "C",
    given_back text,
    created_at timestamptz not null,
    position   bigint,
    primary key (sku_id, version, kind)
);
create index inventory_signals_position on inventory_signals (position, created_at, sku_id, version);

-- What one process at a time does, and how far it has come: numbering signals, pruning them, and what their readers do.
create table inventory_leases (
    name       varchar(64) primary key,
    holder     varchar(64),
    expires_at timestamptz,
    position   bigint not null
);
insert into inventory_leases (name, position) values ('numbered', 0), ('pruned', 0);
