-- Units that come back by themselves, and stock that is kept from orders.

-- how many of the available units no order may take
alter table inventory_stocks add column safety_stock bigint default 0 not null check (safety_stock >= 0);
-- the sellable units at or below which a SKU is low; 0 for never
alter table inventory_stocks add column low_threshold bigint default 0 not null check (low_threshold >= 0);

-- Until when a reservation was to hold when it was made, if it was extended since.
alter table inventory_orders add column reserved_until timestamp(6) with time zone;
-- The reservations whose time is over.
create index inventory_orders_reserved on inventory_orders (status, expires_at, order_id);

-- By how much a request changed the available units.
alter table inventory_requests add column change bigint default 0 not null;

-- Which reservations hold units of a SKU, to be found when an order is short of it.
create table inventory_reservations (
    sku_id     varchar(256) not null,
    order_id   varchar(256) not null,
    quantity   bigint      not null,
    expires_at timestamp(6) with time zone not null,
    primary key (sku_id, order_id)
);
create index inventory_reservations_expiry on inventory_reservations (sku_id, expires_at, order_id);

-- What the rest of a shop is to be told, written in one transaction with what brought it about. The positions are given
-- later, in a transaction of its own that holds the lease 'numbered': so nothing is committed behind what was read.
-- kind: LOW, SOLD_OUT, BACK, RECOVERED, or EXPIRY with order_id and given_back: [[sku, quantity], ...].
create table inventory_signals (
    sku_id     varchar(256) not null,
    version    bigint       not null,
    kind       varchar(16)  not null,
    available  bigint       not null,
    reserved   bigint       not null,
    sellable   bigint       not null,
    order_id   varchar(256),
    given_back varchar,
    created_at timestamp(6) with time zone not null,
    position   bigint,
    primary key (sku_id, version, kind)
);
create index inventory_signals_position on inventory_signals (position, created_at, sku_id, version);

-- What one process at a time does, and how far it has come: numbering signals, pruning them, and what their readers do.
create table inventory_leases (
    name       varchar(64) primary key,
    holder     varchar(64),
    expires_at timestamp(6) with time zone,
    position   bigint not null
);
insert into inventory_leases (name, position) values ('numbered', 0), ('pruned', 0);
