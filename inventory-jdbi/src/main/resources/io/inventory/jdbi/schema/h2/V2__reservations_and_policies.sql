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
