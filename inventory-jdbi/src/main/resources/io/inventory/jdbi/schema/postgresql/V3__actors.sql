-- Who gave the operators' commands. It only adds, so that processes of the version before can go on beside those of this one:
-- their entries have the default. Adding a column with a constant default rewrites no row.

-- the name of the operator who gave the command that the entry was made for, else empty
alter table inventory_logs add column actor varchar(100) not null default '';
