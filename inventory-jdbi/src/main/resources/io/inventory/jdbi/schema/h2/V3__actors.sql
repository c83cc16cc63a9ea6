-- Who gave the operators' commands.

-- the name of the operator who gave the command that the entry was made for, else empty
alter table inventory_logs add column actor varchar(200) default '' not null;
