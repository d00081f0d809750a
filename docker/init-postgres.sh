#!/bin/bash
# Runs once, when the server's data is made: the services' roles, their database, and the sample database.
set -euo pipefail

# Passwords reach psql by its input: arguments can be seen by others.
psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres <<SQL
CREATE ROLE drover LOGIN SUPERUSER PASSWORD '$(cat /run/drover/drover)';
CREATE ROLE drover_state LOGIN PASSWORD '$(cat /run/drover/drover_state)';
CREATE DATABASE drover OWNER drover_state;
REVOKE ALL ON DATABASE drover FROM PUBLIC;
CREATE DATABASE shop TEMPLATE template0 ENCODING 'UTF8';
SQL
for script in shop.sql shop-database.sql; do
  psql -X -q -v ON_ERROR_STOP=1 -v dbname=shop --single-transaction -U postgres -d shop -f "/sample/$script"
done
