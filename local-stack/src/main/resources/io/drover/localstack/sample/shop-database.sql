-- What belongs to the sample database itself. The psql variable dbname names it; run after shop.sql, which makes the roles.
ALTER DATABASE :"dbname" SET statement_timeout = '15min';
ALTER DATABASE :"dbname" SET default_statistics_target = 200;
GRANT CONNECT ON DATABASE :"dbname" TO shop_reader;
GRANT CONNECT, TEMPORARY ON DATABASE :"dbname" TO shop_clerk;
COMMENT ON DATABASE :"dbname" IS 'Fernweh Outfitters: outdoor gear, 200,000 rows of it';
