-- the id is made by the database, because pgbench makes nothing but numbers
-- three ranges, so that the lines are in the order of locks and no order names a SKU twice
\set sku1 random(1, 3333)
\set sku2 random(3334, 6666)
\set sku3 random(6667, 10000)
begin;
insert into inventory_orders (order_id, origin, status, lines, rollbacks, created_at, updated_at) values (gen_random_uuid()::text, 'DEDUCT', 'DEDUCTED', '[["SKU-000001",1,0,[1]],["SKU-000002",1,0,[1]],["SKU-000003",1,0,[1]]]', '[]', now(), now()) returning order_id \gset
update inventory_stocks set available_stock = available_stock - 1, version = version + 1, updated_at = now() where sku_id = 'SKU-' || lpad(:sku1::text, 6, '0') and available_stock >= 1 returning version as version1, available_stock as available1 \gset
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note, ref_id, created_at) values ('SKU-' || lpad(:sku1::text, 6, '0'), :version1, gen_random_uuid(), -1, 0, :available1, 0, 'order_created', '', :order_id, now());
update inventory_stocks set available_stock = available_stock - 1, version = version + 1, updated_at = now() where sku_id = 'SKU-' || lpad(:sku2::text, 6, '0') and available_stock >= 1 returning version as version2, available_stock as available2 \gset
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note, ref_id, created_at) values ('SKU-' || lpad(:sku2::text, 6, '0'), :version2, gen_random_uuid(), -1, 0, :available2, 0, 'order_created', '', :order_id, now());
update inventory_stocks set available_stock = available_stock - 1, version = version + 1, updated_at = now() where sku_id = 'SKU-' || lpad(:sku3::text, 6, '0') and available_stock >= 1 returning version as version3, available_stock as available3 \gset
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note, ref_id, created_at) values ('SKU-' || lpad(:sku3::text, 6, '0'), :version3, gen_random_uuid(), -1, 0, :available3, 0, 'order_created', '', :order_id, now());
commit;
