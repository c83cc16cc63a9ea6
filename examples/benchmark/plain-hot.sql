-- the id is made by the database, because pgbench makes nothing but numbers
\set sku1 1
begin;
insert into inventory_orders (order_id, origin, status, lines, rollbacks, created_at, updated_at) values (gen_random_uuid()::text, 'DEDUCT', 'DEDUCTED', '[["SKU-000001",1,0,[1]]]', '[]', now(), now()) returning order_id \gset
update inventory_stocks set available_stock = available_stock - 1, version = version + 1, updated_at = now() where sku_id = 'SKU-' || lpad(:sku1::text, 6, '0') and available_stock >= 1 returning version as version1, available_stock as available1 \gset
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note, ref_id, created_at) values ('SKU-' || lpad(:sku1::text, 6, '0'), :version1, gen_random_uuid(), -1, 0, :available1, 0, 'order_created', '', :order_id, now());
commit;
