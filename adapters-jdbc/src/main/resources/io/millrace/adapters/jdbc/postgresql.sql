-- The tables of a Millrace lease store on PostgreSQL, version 1. May be run again. For a table of another name, replace
-- millrace_entries throughout.
--
-- Those who use it need select, insert, update and delete on the first table, select on the second, and usage of the schema.

-- Ids compare byte by byte, whatever the database's collation: listings go on where the page before ended. The space
-- left in each page lets heartbeats and checkpoints replace rows without touching the index.
create table if not exists millrace_entries (
  application text collate "C" not null,
  kind text collate "C" not null,
  id text collate "C" not null,
  revision bigint not null,
  layout integer not null,
  fields jsonb not null,
  primary key (application, kind, id)
) with (fillfactor = 70);

create table if not exists millrace_entries_version (
  id integer primary key check (id = 1),
  version integer not null
);

insert into millrace_entries_version (id, version) values (1, 1) on conflict (id) do nothing;
