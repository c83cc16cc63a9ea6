-- Orders of one unit that were made and, two of five, cancelled two days ago, with their ledger entries: :rows orders of 10,000 SKUs.
create temp table old as
select i, 'OLD-' || lpad((i % 10000)::text, 5, '0') as sku_id, i / 10000 as nth, 'old-' || lpad(i::text, 12, '0') as order_id,
    :rows / 10000 as orders
from generate_series(0, :rows - 1) as i;
create temp table cancelled as
select *, orders + 2 + row_number() over (partition by sku_id order by nth) as version from old where nth % 5 in (3, 4);
begin;
insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version, created_at, updated_at)
select o.sku_id, gen_random_uuid(), c.cancelled, 0, 1 + o.orders + c.cancelled, now() - interval '2 days', now() - interval '2 days'
from (select distinct sku_id, orders from old) o
join (select sku_id, count(*) as cancelled from cancelled group by sku_id) c using (sku_id);
insert into inventory_requests (sku_id, request_id, content, version, available_after, reserved_after, created_at, change)
select distinct sku_id, 'opening', '["create",' || orders || ']', 1, orders, 0, now() - interval '2 days', orders from old;
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note,
    ref_id, created_at)
select distinct on (sku_id) sku_id, 1, gen_random_uuid(), orders, 0, orders, 0, 'initialized', '', 'opening', now() - interval '2 days'
from old order by sku_id;
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note,
    ref_id, created_at)
select sku_id, nth + 2, gen_random_uuid(), -1, 0, orders - nth - 1, 0, 'order_created', '', order_id, now() - interval '2 days' from old;
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note,
    ref_id, created_at)
select sku_id, version - 1, gen_random_uuid(), 1, 0, version - orders - 2, 0, 'order_canceled', '', order_id, now() - interval '2 days'
from cancelled;
insert into inventory_orders (order_id, origin, status, lines, rollbacks, closed_at, created_at, updated_at)
select o.order_id, 'DEDUCT', case when c.version is null then 'DEDUCTED' else 'ROLLED_BACK' end,
    '[["' || o.sku_id || '",1,' || case when c.version is null then '0,[' || o.nth + 2 else '1,[' || o.nth + 2 || ',' || c.version - 1 end || ']]]',
    case when c.version is null then '[]' else '[[null,"CANCELED","ROLLED_BACK","2026-01-01T00:00:00Z",[["' || o.sku_id || '",1]]]]' end,
    case when c.version is not null then now() - interval '2 days' end, now() - interval '2 days', now() - interval '2 days'
from old o left join cancelled c using (order_id);
commit;
drop table old, cancelled;
vacuum analyze inventory_orders;
vacuum analyze inventory_logs;
vacuum analyze inventory_stocks;
checkpoint;
