-- The tables of a Millrace lease store in a file of SQLite, version 1. May be run again. For a table of another name,
-- replace millrace_entries throughout.

create table if not exists millrace_entries (
  application text not null,
  kind text not null,
  id text not null,
  revision integer not null,
  layout integer not null,
  fields text not null,
  primary key (application, kind, id)
) strict, without rowid;

create table if not exists millrace_entries_version (
  id integer primary key check (id = 1),
  version integer not null
) strict;

insert into millrace_entries_version (id, version) values (1, 1) on conflict (id) do nothing;
