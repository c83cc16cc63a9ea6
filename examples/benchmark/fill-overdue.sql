-- Reservations of one unit that ran out an hour ago, and their ledger entries: :rows of them, 1,000 of each SKU.
begin;
insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version, created_at, updated_at)
select 'OVERDUE-' || s, gen_random_uuid(), 0, 1000, 1001, now() - interval '2 hours', now() - interval '2 hours'
from generate_series(1, :rows / 1000) s;
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note,
    ref_id, created_at)
select 'OVERDUE-' || s, 1, gen_random_uuid(), 1000, 0, 1000, 0, 'initialized', '', 'opening', now() - interval '2 hours'
from generate_series(1, :rows / 1000) s;
insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note,
    ref_id, created_at)
select 'OVERDUE-' || s, n + 1, gen_random_uuid(), -1, 1, 1000 - n, n, 'order_reserved', '', 'overdue-' || s || '-' || n,
    now() - interval '2 hours'
from generate_series(1, :rows / 1000) s, generate_series(1, 1000) n;
insert into inventory_reservations (sku_id, order_id, quantity, expires_at)
select 'OVERDUE-' || s, 'overdue-' || s || '-' || n, 1, now() - interval '1 hour' + n * interval '1 ms'
from generate_series(1, :rows / 1000) s, generate_series(1, 1000) n;
insert into inventory_orders (order_id, origin, status, lines, rollbacks, expires_at, created_at, updated_at)
select 'overdue-' || s || '-' || n, 'RESERVE', 'RESERVED', '[["OVERDUE-' || s || '",1,0,[' || n + 1 || ']]]', '[]',
    now() - interval '1 hour' + n * interval '1 ms', now() - interval '2 hours', now() - interval '2 hours'
from generate_series(1, :rows / 1000) s, generate_series(1, 1000) n;
commit;
