-- Orders of one line and their ledger entries, as if the SKUs had been sold :rows units: the newest entry is the stock.
create temp table sold as
select i, 'SKU-' || lpad((1 + i % 10000)::text, 6, '0') as sku_id, i / 10000 as nth,
    case when :'ids' = 'random' then gen_random_uuid()::text else 'fill-' || lpad(i::text, 12, '0') end as order_id
from generate_series(0, :rows - 1) as i;
insert into inventory_orders (order_id, origin, status, lines, rollbacks, created_at, updated_at)
select order_id, 'DEDUCT', 'DEDUCTED', '[["' || sku_id || '",1,0,[' || nth + 1 || ']]]', '[]', now(), now() from sold;
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note,
    ref_id, created_at)
select s.sku_id, s.version + 1 + sold.nth, gen_random_uuid(), -1, 0, s.available_stock - 1 - sold.nth, 0, 'order_created',
    '', sold.order_id, now()
from sold join inventory_stocks s using (sku_id);
update inventory_stocks s
set available_stock = s.available_stock - n.sold, version = s.version + n.sold
from (select sku_id, count(*) as sold from sold group by sku_id) n where n.sku_id = s.sku_id;
drop table sold;
vacuum analyze inventory_orders;
vacuum analyze inventory_logs;
vacuum analyze inventory_stocks;
checkpoint;
