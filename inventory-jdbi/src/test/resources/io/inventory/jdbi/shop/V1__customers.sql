-- A migration of an application that embeds the inventory.
create table shop_customers (id int primary key);
