-- Fernweh Outfitters: an online shop for outdoor gear, and Drover's sample database.
--
-- It is small enough to load in seconds and holds most kinds of object that PostgreSQL can dump, so that a
-- backup which loses or changes one of them is noticed. Plain SQL for PostgreSQL 13 to 18, to be run by a
-- superuser in a fresh UTF-8 database:
--
--     psql -X -v ON_ERROR_STOP=1 --single-transaction -f shop.sql
--
-- Every load makes the same rows: what looks random is a hash of the row's number, and no clock is read.
-- The shop's books run from June 2025 to June 2026. About 200,000 rows.

SET client_encoding = 'UTF8';
SET client_min_messages = error;
SET timezone = 'UTC';
SET standard_conforming_strings = on;
SET search_path = pg_catalog;

-- ------------------------------------------------------------------------------------------------------------
-- Roles (of the whole server: another copy of the shop may have made them, perhaps at this very moment)
-- ------------------------------------------------------------------------------------------------------------

DO $roles$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['shop_reader', 'shop_clerk'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END
$roles$;

-- ------------------------------------------------------------------------------------------------------------
-- Schemas, extensions
-- ------------------------------------------------------------------------------------------------------------

CREATE SCHEMA inventory;
CREATE SCHEMA audit;
COMMENT ON SCHEMA inventory IS 'Warehouses, stock and its movements';
COMMENT ON SCHEMA audit IS 'Who changed what; nobody but triggers writes here';

CREATE EXTENSION btree_gist SCHEMA public;
CREATE EXTENSION citext SCHEMA public;
CREATE EXTENSION hstore SCHEMA public;
CREATE EXTENSION pg_trgm SCHEMA public;
CREATE EXTENSION pgcrypto SCHEMA public;

-- Set before the tables are made, so that they get it.
ALTER DEFAULT PRIVILEGES IN SCHEMA inventory GRANT SELECT ON TABLES TO shop_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA inventory GRANT USAGE ON SEQUENCES TO shop_clerk;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT EXECUTE ON FUNCTIONS TO shop_clerk;

-- ------------------------------------------------------------------------------------------------------------
-- Types, domains, collation
-- ------------------------------------------------------------------------------------------------------------

CREATE TYPE public.order_status AS ENUM ('cart', 'placed', 'paid', 'shipped', 'delivered', 'sent back – refunded', 'cancelled');
CREATE TYPE public.payment_method AS ENUM ('card', 'invoice', 'transfer', 'gift card');
CREATE TYPE inventory.movement_kind AS ENUM ('receipt', 'sale', 'return', 'loss', 'transfer');
CREATE TYPE audit.operation AS ENUM ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE');

CREATE TYPE public.postal_address AS (street text, postcode text, city text, country character(2));
CREATE TYPE public.temperature_range AS RANGE (subtype = numeric);

CREATE DOMAIN public.email AS public.citext
    CONSTRAINT email_has_an_at_sign CHECK (VALUE OPERATOR(public.~) '^[^@[:space:]]+@[^@[:space:]]+$'::public.citext);
CREATE DOMAIN public.amount AS numeric(12,2) DEFAULT 0 NOT NULL CONSTRAINT amount_is_not_negative CHECK (VALUE >= 0);
CREATE DOMAIN public.country_code AS character(2) CHECK (VALUE ~ '^[A-Z]{2}$');
CREATE DOMAIN public.stars AS smallint CHECK (VALUE BETWEEN 1 AND 5);
COMMENT ON TYPE public.postal_address IS 'An address as it was when the order was placed';
COMMENT ON DOMAIN public.email IS 'Compared without regard to case';
COMMENT ON DOMAIN public.amount IS 'Euro; a price or a sum, never a debt';

CREATE COLLATION inventory.shelf_order (locale = 'C');
COMMENT ON COLLATION inventory.shelf_order IS 'Shelf labels sort by byte, as they stand in the aisle';

-- ------------------------------------------------------------------------------------------------------------
-- Functions that tables need, an operator, an aggregate
-- ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION public.less_percent(price numeric, percent numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT round(price * (100 - percent) / 100, 2) $$;
COMMENT ON FUNCTION public.less_percent(numeric, numeric) IS 'A price after a discount, in whole cents';

CREATE OPERATOR public.-% (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = public.less_percent);
COMMENT ON OPERATOR public.-% (numeric, numeric) IS '129.90 -% 15 is the price after 15 percent off';

CREATE FUNCTION public.weighted_average_step(state numeric[], value numeric, weight numeric) RETURNS numeric[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN value IS NULL OR weight IS NULL THEN state
                      ELSE ARRAY[state[1] + value * weight, state[2] + weight] END $$;
CREATE FUNCTION public.weighted_average_end(state numeric[]) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT round(state[1] / nullif(state[2], 0), 2) $$;
CREATE AGGREGATE public.weighted_average(value numeric, weight numeric) (
    SFUNC = public.weighted_average_step, STYPE = numeric[], INITCOND = '{0,0}',
    FINALFUNC = public.weighted_average_end, PARALLEL = safe);
COMMENT ON AGGREGATE public.weighted_average(numeric, numeric) IS 'The average price of what was really sold';

CREATE FUNCTION audit.clock() RETURNS timestamptz
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(nullif(current_setting('shop.clock', true), '')::timestamptz, now()) $$;
COMMENT ON FUNCTION audit.clock() IS 'The time of a change; the setting shop.clock holds it still while the sample is loaded';

-- ------------------------------------------------------------------------------------------------------------
-- Sequences
-- ------------------------------------------------------------------------------------------------------------

CREATE SEQUENCE public.order_number START WITH 1;
CREATE SEQUENCE public.invoice_number AS bigint START WITH 20250000 INCREMENT BY 10 MINVALUE 20250000 CACHE 5;
CREATE SEQUENCE inventory.movement_number;
CREATE SEQUENCE inventory.picking_slot AS smallint INCREMENT BY -1 MINVALUE 1 MAXVALUE 99 START WITH 99 CYCLE;
COMMENT ON SEQUENCE public.invoice_number IS 'The last digit is the bookkeeper''s: it counts corrections';

-- ------------------------------------------------------------------------------------------------------------
-- Tables of the shop
-- ------------------------------------------------------------------------------------------------------------

CREATE TABLE public.categories (
    id integer PRIMARY KEY,
    parent_id integer REFERENCES public.categories,
    name text NOT NULL UNIQUE,
    emoji text
);
COMMENT ON TABLE public.categories IS 'A tree of at most three levels';

CREATE TABLE public.suppliers (
    id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    country public.country_code NOT NULL,
    delivery_time interval NOT NULL,
    active boolean DEFAULT true NOT NULL
);
CREATE RULE "retire instead of delete" AS ON DELETE TO public.suppliers
    DO INSTEAD UPDATE public.suppliers SET active = false WHERE id = OLD.id;
COMMENT ON RULE "retire instead of delete" ON public.suppliers IS 'Old products still name them';

CREATE TABLE public.products (
    id integer GENERATED ALWAYS AS IDENTITY (START WITH 1001) PRIMARY KEY,
    sku text COLLATE "C" NOT NULL UNIQUE CHECK (sku ~ '^[A-Z]{3}-[0-9]{5}$'),
    left_over_from_2019 text,
    name text NOT NULL,
    description text DEFAULT '' NOT NULL,
    category_id integer NOT NULL REFERENCES public.categories,
    supplier_id integer NOT NULL REFERENCES public.suppliers,
    price public.amount,
    price_with_tax numeric(12,2) GENERATED ALWAYS AS (round(price::numeric * 1.19, 2)) STORED,
    colours text[] DEFAULT '{}' NOT NULL,
    sizes integer[],
    attributes jsonb DEFAULT '{}' NOT NULL,
    labels public.hstore,
    comfortable_at public.temperature_range,
    discontinued boolean DEFAULT false NOT NULL,
    search tsvector GENERATED ALWAYS AS
        (setweight(to_tsvector('pg_catalog.simple', name), 'A') || setweight(to_tsvector('pg_catalog.english', description), 'C')) STORED
) WITH (fillfactor = 90);
ALTER TABLE public.products DROP COLUMN left_over_from_2019;
ALTER TABLE public.products ALTER COLUMN description SET STORAGE EXTERNAL;
ALTER TABLE public.products ALTER COLUMN category_id SET STATISTICS 500;
COMMENT ON TABLE public.products IS 'What the shop sells or once sold';
COMMENT ON COLUMN public.products.price IS 'Without tax, in Euro (€)';
COMMENT ON COLUMN public.products.comfortable_at IS 'Degrees Celsius; sleeping bags and clothing only';

CREATE TABLE public.customers (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id uuid NOT NULL UNIQUE,
    name text NOT NULL,
    email public.email NOT NULL,
    born_on date,
    joined_at timestamptz NOT NULL,
    default_address_id integer,
    preferences jsonb DEFAULT '{"newsletter": false}' NOT NULL,
    CONSTRAINT customers_email_key UNIQUE (email)
);
COMMENT ON COLUMN public.customers.public_id IS 'The only identity that leaves the house';

CREATE TABLE public.addresses (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL,
    address public.postal_address NOT NULL,
    position point
);

CREATE TABLE public.orders (
    id bigint DEFAULT nextval('public.order_number'::regclass) NOT NULL,
    placed_on date NOT NULL,
    placed_at timestamptz NOT NULL,
    customer_id integer NOT NULL,
    status public.order_status DEFAULT 'cart' NOT NULL,
    total public.amount,
    ship_to public.postal_address,
    coupon text,
    CONSTRAINT orders_placed_that_day CHECK ((placed_at AT TIME ZONE 'UTC')::date = placed_on)
) PARTITION BY RANGE (placed_on);
ALTER SEQUENCE public.order_number OWNED BY public.orders.id;
COMMENT ON TABLE public.orders IS 'One partition a month; the default one holds what came over from the old shop';

DO $partitions$
BEGIN
    FOR month IN 0..11 LOOP
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.orders FOR VALUES FROM (%L) TO (%L)',
            to_char(date '2025-07-01' + make_interval(months => month), '"orders_"YYYY_MM'),
            (date '2025-07-01' + make_interval(months => month))::date,
            (date '2025-07-01' + make_interval(months => month + 1))::date);
    END LOOP;
END
$partitions$;
CREATE TABLE public.orders_default PARTITION OF public.orders DEFAULT;

CREATE TABLE public.order_lines (
    order_id bigint NOT NULL,
    placed_on date NOT NULL,
    line smallint NOT NULL,
    product_id integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price public.amount,
    discount_percent numeric(4,1) DEFAULT 0 NOT NULL,
    amount numeric(12,2) GENERATED ALWAYS AS (public.less_percent(quantity * unit_price::numeric, discount_percent)) STORED
);

CREATE TABLE public.payments (
    reference uuid NOT NULL,
    invoice bigint DEFAULT nextval('public.invoice_number'::regclass) NOT NULL,
    order_id bigint NOT NULL,
    placed_on date NOT NULL,
    method public.payment_method NOT NULL,
    amount public.amount,
    paid_at timestamptz,
    reply jsonb
);

CREATE TABLE public.reviews (
    product_id integer NOT NULL,
    customer_id integer NOT NULL,
    rating public.stars NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    written_at timestamptz NOT NULL,
    helpful integer DEFAULT 0 NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('pg_catalog.english', title || ' ' || body)) STORED
);

CREATE TABLE public.rentals (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item text NOT NULL,
    customer_id integer NOT NULL REFERENCES public.customers,
    during tstzrange NOT NULL,
    deposit public.amount,
    cancelled boolean DEFAULT false NOT NULL,
    CONSTRAINT rentals_do_not_overlap EXCLUDE USING gist (item WITH =, during WITH &&) WHERE (NOT cancelled)
);
COMMENT ON CONSTRAINT rentals_do_not_overlap ON public.rentals IS 'A tent sleeps one party a night';

CREATE TABLE public.support_tickets (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES public.customers ON DELETE CASCADE,
    assigned_to name,
    internal boolean DEFAULT false NOT NULL,
    subject text NOT NULL,
    messages text[] DEFAULT '{}' NOT NULL
);
ALTER TABLE public.support_tickets ENABLE ROW LEVEL SECURITY;
CREATE POLICY "readers see what is public" ON public.support_tickets FOR SELECT TO shop_reader USING (NOT internal);
CREATE POLICY "clerks work on their own" ON public.support_tickets TO shop_clerk
    USING (assigned_to = CURRENT_USER OR assigned_to IS NULL) WITH CHECK (assigned_to = CURRENT_USER);
COMMENT ON POLICY "clerks work on their own" ON public.support_tickets IS 'A free ticket may be taken';

CREATE TABLE public."Gift Cards" (
    "Card №" character varying(19) PRIMARY KEY,
    "Größe €" numeric(6,2) NOT NULL,
    "select" boolean DEFAULT false NOT NULL,
    "Note ""internal""" text,
    "valid until" date DEFAULT 'infinity' NOT NULL
);
COMMENT ON TABLE public."Gift Cards" IS E'Imported from a spreadsheet:\nits headings came along';
COMMENT ON COLUMN public."Gift Cards"."Card №" IS 'Four groups of four digits; don''t print it';

CREATE TABLE public.newsletter_profiles (
    customer_id integer PRIMARY KEY,
    nickname text, shoe_size numeric(4,1), favourite_peak text, climbs_since date, dog_name text,
    backpack_weight real, wakes_up_at time, longest_tour interval, home_network cidr, notes text, colours text[], score double precision
);
COMMENT ON TABLE public.newsletter_profiles IS 'Hardly anybody fills the form in';

CREATE TABLE public.documents (
    name text PRIMARY KEY,
    content bytea NOT NULL,
    digest bytea GENERATED ALWAYS AS (public.digest(content, 'sha256')) STORED
);

CREATE TABLE public.photos (
    id integer PRIMARY KEY,
    product_id integer NOT NULL,
    file_name text NOT NULL,
    content oid NOT NULL
);
COMMENT ON COLUMN public.photos.content IS 'A large object: a portable grey map that an image viewer opens';

CREATE UNLOGGED TABLE public.carts (session uuid PRIMARY KEY, content jsonb NOT NULL);
CREATE TABLE public.coupons_to_come (code text PRIMARY KEY, percent numeric(4,1), valid daterange);
COMMENT ON TABLE public.coupons_to_come IS 'Empty until the next sale';

-- ------------------------------------------------------------------------------------------------------------
-- Tables of the warehouse and of the auditor
-- ------------------------------------------------------------------------------------------------------------

CREATE TABLE inventory.warehouses (
    code character(3) PRIMARY KEY,
    city text NOT NULL,
    position point NOT NULL,
    opens_at time NOT NULL,
    handling_time interval NOT NULL,
    scanners macaddr[]
);

CREATE TABLE inventory.stock (
    warehouse character(3) NOT NULL REFERENCES inventory.warehouses,
    product_id integer NOT NULL REFERENCES public.products,
    shelf text COLLATE inventory.shelf_order NOT NULL,
    on_hand integer DEFAULT 0 NOT NULL,
    reserved integer DEFAULT 0 NOT NULL,
    free integer GENERATED ALWAYS AS (on_hand - reserved) STORED,
    PRIMARY KEY (warehouse, product_id)
);

CREATE TABLE inventory.movements (
    id bigint DEFAULT nextval('inventory.movement_number'::regclass) NOT NULL,
    warehouse character(3) NOT NULL,
    product_id integer NOT NULL,
    kind inventory.movement_kind NOT NULL,
    quantity integer NOT NULL,
    moved_at timestamptz NOT NULL,
    PRIMARY KEY (id, warehouse)
) PARTITION BY LIST (warehouse);
ALTER SEQUENCE inventory.movement_number OWNED BY inventory.movements.id;
CREATE TABLE inventory.movements_germany PARTITION OF inventory.movements FOR VALUES IN ('HAM', 'MUC')
    PARTITION BY HASH (id);
CREATE TABLE inventory.movements_germany_0 PARTITION OF inventory.movements_germany FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE inventory.movements_germany_1 PARTITION OF inventory.movements_germany FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE inventory.movements_alps PARTITION OF inventory.movements FOR VALUES IN ('INN', 'ZRH');
CREATE TABLE inventory.movements_elsewhere PARTITION OF inventory.movements DEFAULT;

CREATE TABLE audit.changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    relation regclass NOT NULL,
    operation audit.operation NOT NULL,
    changed_at timestamptz DEFAULT audit.clock() NOT NULL,
    changed_by name DEFAULT CURRENT_USER NOT NULL,
    before jsonb,
    after jsonb
);
CREATE TABLE audit.statements (relation text NOT NULL, operation audit.operation NOT NULL, at timestamptz NOT NULL, row_count bigint NOT NULL);

CREATE TABLE audit.visits (
    at timestamptz NOT NULL,
    address inet NOT NULL,
    path text NOT NULL,
    referrer text,
    agent text,
    took interval,
    bytes bigint
);
COMMENT ON TABLE audit.visits IS 'The web server''s log: no key, and two equal lines are two visits';

CREATE TABLE audit.odd_values (
    what text PRIMARY KEY,
    t text, n numeric, f double precision, d date, ts timestamptz, i interval, b bytea, j jsonb, a integer[], r int4range, u bit varying(16)
);
COMMENT ON TABLE audit.odd_values IS 'Values that tools like to get wrong';

-- ------------------------------------------------------------------------------------------------------------
-- Functions, a procedure, triggers
-- ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION audit.record_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $function$
BEGIN
    INSERT INTO audit.changes (relation, operation, changed_by, before, after)
    VALUES (TG_RELID, TG_OP::audit.operation, session_user,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'search' END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'search' END);
    RETURN NULL;
END
$function$;

CREATE FUNCTION audit.record_statement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $function$
BEGIN
    INSERT INTO audit.statements
    SELECT TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, TG_OP::audit.operation, audit.clock(), count(*) FROM inserted;
    RETURN NULL;
END
$function$;

CREATE FUNCTION public.trim_review() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    NEW.title := btrim(NEW.title);
    RETURN NEW;
END
$function$;

CREATE TRIGGER record_change AFTER UPDATE OR DELETE ON public.products FOR EACH ROW EXECUTE FUNCTION audit.record_change();
CREATE TRIGGER "record a card's change" AFTER INSERT OR UPDATE OR DELETE ON public."Gift Cards"
    FOR EACH ROW EXECUTE FUNCTION audit.record_change();
CREATE TRIGGER record_status AFTER UPDATE OF status ON public.orders
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION audit.record_change();
CREATE TRIGGER record_statement AFTER INSERT ON public.payments REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION audit.record_statement();
CREATE TRIGGER trim_review BEFORE INSERT OR UPDATE ON public.reviews FOR EACH ROW EXECUTE FUNCTION public.trim_review();
CREATE TRIGGER record_review AFTER DELETE ON public.reviews FOR EACH ROW EXECUTE FUNCTION audit.record_change();
ALTER TABLE public.reviews DISABLE TRIGGER record_review;
COMMENT ON TRIGGER record_change ON public.products IS 'Prices are asked about later';

CREATE FUNCTION inventory.available(product integer) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(sum(free), 0) FROM inventory.stock WHERE product_id = product $$;

CREATE FUNCTION inventory.reserve(product integer, wanted integer DEFAULT 1, OUT warehouse character, OUT slot integer) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = inventory, pg_temp
    AS $function$
BEGIN
    UPDATE stock s SET reserved = reserved + wanted
    WHERE s.product_id = product AND s.free >= wanted
      AND s.warehouse = (SELECT best.warehouse FROM stock best
                         WHERE best.product_id = product AND best.free >= wanted ORDER BY best.free DESC, 1 LIMIT 1)
    RETURNING s.warehouse INTO warehouse;
    IF warehouse IS NULL THEN
        RAISE EXCEPTION 'No warehouse holds % of product %', wanted, product USING HINT = 'Order it from the supplier.';
    END IF;
    slot := nextval('picking_slot');
END
$function$;
COMMENT ON FUNCTION inventory.reserve(integer, integer) IS E'Takes from the fullest warehouse.\nClerks may call it; they may not write to inventory.stock.';

CREATE FUNCTION public.orders_of(customer integer, since date DEFAULT '-infinity')
    RETURNS TABLE (order_id bigint, placed_on date, total numeric)
    LANGUAGE sql STABLE ROWS 20
    AS $$ SELECT o.id, o.placed_on, o.total FROM public.orders o WHERE o.customer_id = customer AND o.placed_on >= since ORDER BY 1 $$;

CREATE PROCEDURE public.close_month(month date)
    LANGUAGE plpgsql
    AS $procedure$
BEGIN
    UPDATE public.orders SET status = 'delivered'
    WHERE placed_on >= date_trunc('month', month) AND placed_on < date_trunc('month', month) + interval '1 month'
      AND status = 'shipped';
END
$procedure$;
COMMENT ON PROCEDURE public.close_month(date) IS 'What was shipped in that month counts as delivered';

-- ------------------------------------------------------------------------------------------------------------
-- Rows
-- ------------------------------------------------------------------------------------------------------------

SET shop.clock = '2026-06-30 18:00:00+00';

-- A number from 0 to n - 1 that depends on nothing but its arguments.
CREATE FUNCTION pg_temp.pick(seed bigint, salt bigint, n integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT ((hashint8extended(seed, salt) & 2147483647) % n)::integer $$;
CREATE FUNCTION pg_temp.one_of(seed bigint, salt bigint, choices text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT choices[1 + pg_temp.pick(seed, salt, cardinality(choices))] $$;

INSERT INTO public.categories VALUES
    (1, NULL, 'Camping', '🏕️'), (2, NULL, 'Bekleidung', '🧥'), (3, NULL, 'Schuhe', '🥾'), (4, NULL, 'Klettern', '🧗'), (5, NULL, 'Wasser', '🛶'),
    (11, 1, 'Zelte', '⛺'), (12, 1, 'Schlafsäcke', '😴'), (13, 1, 'Kocher & Küche', '🍲'), (14, 1, 'Rucksäcke', '🎒'),
    (21, 2, 'Regenjacken', '🌧️'), (22, 2, 'Mützen & Handschuhe', '🧤'), (31, 3, 'Wanderstiefel', NULL), (32, 3, 'Zustiegsschuhe', NULL),
    (41, 4, 'Seile', '🪢'), (42, 4, 'Helme', '⛑️'), (51, 5, 'Kanus', NULL), (52, 5, 'Paddel', NULL),
    (111, 11, 'Kuppelzelte', NULL), (112, 11, 'Tunnelzelte', NULL), (121, 12, 'Daunenschlafsäcke', '🪶');

INSERT INTO public.suppliers (name, country, delivery_time)
SELECT pg_temp.one_of(i, 1, '{Nordlicht,Bergmann & Söhne,山水,Fjällby,Ó Súilleabháin,Żubr,Čertovo,Δίρφυς,Горизонт}') || ' ' || i,
    pg_temp.one_of(i, 2, '{DE,AT,CH,SE,IE,PL,CZ,GR,JP}'), make_interval(days => 2 + pg_temp.pick(i, 3, 40), hours => pg_temp.pick(i, 4, 24))
FROM generate_series(1, 60) i ORDER BY i;

INSERT INTO public.products (sku, name, description, category_id, supplier_id, price, colours, sizes, attributes, labels, comfortable_at, discontinued)
SELECT pg_temp.one_of(i, 10, '{ZLT,RCK,JCK,STF,SEL,KOC}') || '-' || lpad(i::text, 5, '0'),
    format('%s „%s“ %s', pg_temp.one_of(i, 11, '{Zelt,Rucksack,Regenjacke,Wanderstiefel,Kletterseil,Kocher,Schlafsack,登山靴,寝袋,Палатка}'),
        pg_temp.one_of(i, 12, '{Höllental,Zugspitze,Großglockner,富士山,Ätna,Trollveggen,Triglav,Mont Blanc}'), i),
    repeat(format('Made for %s; tested on %s by %s people. ', pg_temp.one_of(i, 13, '{rain,snow,dust,long nights,loud neighbours}'),
        pg_temp.one_of(i, 14, '{the ridge,a glacier,the balcony,a river island}'), 2 + pg_temp.pick(i, 15, 90)), 1 + pg_temp.pick(i, 16, 6)),
    (ARRAY[13, 14, 21, 22, 31, 32, 41, 42, 51, 52, 111, 112, 121])[1 + pg_temp.pick(i, 17, 13)], 1 + pg_temp.pick(i, 18, 60),
    9.9 + pg_temp.pick(i, 19, 400) + pg_temp.pick(i, 20, 4) * 0.25,
    (ARRAY['moosgrün', 'himmelblau', 'rost', 'schwarz', '桜色'])[1:pg_temp.pick(i, 21, 6)],
    CASE WHEN i % 3 = 0 THEN ARRAY[36, 38, NULL, 42, 44] END,
    jsonb_build_object('weight_g', 80 + pg_temp.pick(i, 22, 4000), 'waterproof', i % 4 <> 0,
        'materials', jsonb_build_array(pg_temp.one_of(i, 23, '{nylon,wool,down,leather}'), 'polyester'),
        'care', CASE WHEN i % 5 = 0 THEN jsonb_build_object('wash', 30, 'iron', NULL, 'note', 'kein Weichspüler ⚠️') END),
    public.hstore(ARRAY['shelf', 'season'], ARRAY[chr(65 + pg_temp.pick(i, 24, 26)), pg_temp.one_of(i, 25, '{summer,winter,NULL}')]),
    CASE WHEN i % 4 = 1 THEN public.temperature_range((-pg_temp.pick(i, 26, 30))::numeric, 15.5, '[]') END,
    i % 29 = 0
FROM generate_series(1, 1200) i ORDER BY i;

UPDATE public.products SET price = price::numeric OPERATOR(public.-%) 10 WHERE id % 2 = 0;
UPDATE public.products SET description = E'Line one\n\tline two, indented\r\nC:\\gear\\tent\\new\n\\.\n\\N\nend ''quoted'' "twice"' WHERE id = 1007;

INSERT INTO public.customers (public_id, name, email, born_on, joined_at, default_address_id, preferences)
SELECT md5('customer ' || i)::uuid,
    pg_temp.one_of(i, 30, '{Jürgen,Anaïs,Zoë,Søren,Łukasz,Žofia,Gülşen,陽子,Наталья,Ελένη,Mary-Jane,Seán,李,Ingeborg}') || ' '
        || pg_temp.one_of(i, 31, '{Müller,Größl,O''Brien,Nuñez,Ångström,Kovář,Yılmaz,山田,Иванова,Παππά,d''Artagnan,von der Weiden}'),
    format('Customer.%s@Example.%s', i, pg_temp.one_of(i, 32, '{org,com,net}')),
    CASE WHEN i % 7 > 0 THEN date '1945-01-01' + pg_temp.pick(i, 33, 22000) END,
    timestamptz '2019-04-01 08:00+00' + make_interval(mins => pg_temp.pick(i, 34, 3200000)), i,
    jsonb_build_object('newsletter', i % 3 = 0, 'language', pg_temp.one_of(i, 35, '{de,en,fr,ja,el}'))
FROM generate_series(1, 5000) i ORDER BY i;

INSERT INTO public.addresses (customer_id, address, position)
SELECT 1 + (i - 1) % 5000,
    ROW(pg_temp.one_of(i, 40, '{Hauptstraße,Am Kögel,Rue de l''Église,"Weg, der hintere",Łąkowa,山手通り}') || ' ' || 1 + pg_temp.pick(i, 41, 180),
        lpad(pg_temp.pick(i, 42, 99999)::text, 5, '0'), pg_temp.one_of(i, 43, '{Köln,Zürich,Łódź,Malmö,Αθήνα,東京,"Sankt Anton (am Arlberg)"}'),
        pg_temp.one_of(i, 44, '{DE,CH,PL,SE,GR,JP,AT}'))::public.postal_address,
    CASE WHEN i % 2 = 0 THEN point(5 + pg_temp.pick(i, 45, 1000) / 100.0, 45 + pg_temp.pick(i, 46, 1000) / 100.0) END
FROM generate_series(1, 6000) i ORDER BY i;

-- Lines first: an order's total is the sum of its lines.
INSERT INTO public.order_lines (order_id, placed_on, line, product_id, quantity, unit_price, discount_percent)
SELECT o, date '2025-06-01' + (o * 395 / 30001)::integer, line, p.id, 1 + pg_temp.pick(o * 8 + line, 50, 3), p.price,
    (ARRAY[0, 0, 0, 5, 12.5])[1 + pg_temp.pick(o * 8 + line, 51, 5)]
FROM generate_series(1::bigint, 30000) o
CROSS JOIN LATERAL generate_series(1, 1 + pg_temp.pick(o, 52, 4)) line
JOIN public.products p ON p.id = 1001 + pg_temp.pick(o * 8 + line, 53, 1200)
ORDER BY o, line;

-- The product of two picks makes some customers buy far more than others.
INSERT INTO public.orders (placed_on, placed_at, customer_id, status, total, ship_to, coupon)
SELECT l.placed_on, l.placed_on::timestamp AT TIME ZONE 'UTC' + make_interval(secs => pg_temp.pick(l.order_id, 60, 86400)), a.customer_id,
    CASE pg_temp.pick(l.order_id, 61, 20) WHEN 0 THEN 'cancelled' WHEN 1 THEN 'sent back – refunded' WHEN 2 THEN 'shipped' WHEN 3 THEN 'paid'
        ELSE 'delivered' END::public.order_status,
    l.total, a.address, CASE WHEN l.order_id % 17 = 0 THEN 'FERNWEH' || l.order_id % 100 END
FROM (SELECT order_id, placed_on, sum(amount) AS total FROM public.order_lines GROUP BY 1, 2) l
JOIN public.addresses a ON a.id = 1 + pg_temp.pick(l.order_id, 62, 5000)::bigint * pg_temp.pick(l.order_id, 63, 5000) / 5000
ORDER BY l.order_id;

INSERT INTO public.payments (reference, order_id, placed_on, method, amount, paid_at, reply)
SELECT md5('payment ' || o.id)::uuid, o.id, o.placed_on, (enum_range(NULL::public.payment_method))[1 + pg_temp.pick(o.id, 70, 4)], o.total,
    CASE WHEN o.status <> 'cancelled' THEN o.placed_at + make_interval(mins => pg_temp.pick(o.id, 71, 4000)) END,
    CASE WHEN o.id % 3 > 0 THEN jsonb_build_object('code', 200, 'trace', to_hex(o.id * 2654435761), 'fee', round(o.total * 0.014, 4)) END
FROM public.orders o WHERE o.id % 25 > 0 ORDER BY o.id;

INSERT INTO public.reviews (product_id, customer_id, rating, title, body, written_at, helpful)
SELECT 1001 + i % 1200, 1 + (i * 7) % 5000, 1 + pg_temp.pick(i, 81, 5),
    pg_temp.one_of(i, 82, '{" Dry after two days of rain ",Zu schwer für mich,最高です！,"Broke on the first tour 😞",Très bien,Отлично}'),
    format('%s Used it %s times on %s.', pg_temp.one_of(i, 83, '{Would buy again.,My dog ate it.,"Nähte halten, Reißverschluss nicht.",👍👍,Fits well.}'),
        1 + pg_temp.pick(i, 84, 60), pg_temp.one_of(i, 85, '{hills,glaciers,lakes,balconies}')),
    timestamptz '2025-06-03 07:00+00' + make_interval(mins => i * 70), pg_temp.pick(i, 86, 40)
FROM generate_series(1, 8000) i ORDER BY i;

INSERT INTO public.rentals (item, customer_id, during, deposit, cancelled)
SELECT 'tent ' || 1 + i % 12, 1 + pg_temp.pick(i, 90, 5000),
    tstzrange(timestamptz '2025-06-01 10:00+00' + make_interval(days => i / 12 * 7),
        timestamptz '2025-06-01 10:00+00' + make_interval(days => i / 12 * 7 + 1 + pg_temp.pick(i, 91, 6))), 50, i % 31 = 0
FROM generate_series(1, 600) i ORDER BY i;
INSERT INTO public.rentals (item, customer_id, during, deposit, cancelled)
SELECT item, customer_id + 1, during, 0, true FROM public.rentals WHERE id % 50 = 0 AND customer_id < 5000 ORDER BY id;

INSERT INTO public.support_tickets (customer_id, assigned_to, internal, subject, messages)
SELECT 1 + pg_temp.pick(i, 100, 5000), CASE WHEN i % 3 > 0 THEN 'shop_clerk' END, i % 10 = 0,
    pg_temp.one_of(i, 101, '{Where is my parcel?,Rückgabe,返品について,Falsche Größe}'),
    (ARRAY[E'Hello,\n\nit rains in.', 'We are sorry!', E'Tab\there, backslash \\ there', '🙏'])[1:1 + pg_temp.pick(i, 102, 4)]
FROM generate_series(1, 400) i ORDER BY i;

INSERT INTO public."Gift Cards"
SELECT format('4000 %s %s %s', lpad((i * 37 % 10000)::text, 4, '0'), lpad((i * 911 % 10000)::text, 4, '0'), lpad(i::text, 4, '0')),
    (ARRAY[10, 25, 50, 100])[1 + i % 4], i % 2 = 0, CASE WHEN i % 9 = 0 THEN 'für Oma 🎁' END, date '2027-01-01' + i
FROM generate_series(1, 300) i ORDER BY i;
UPDATE public."Gift Cards" SET "select" = true WHERE "Größe €" = 100;

INSERT INTO public.newsletter_profiles (customer_id, nickname, shoe_size, favourite_peak, dog_name, wakes_up_at, longest_tour, home_network, colours, score)
SELECT i, CASE WHEN i % 11 = 0 THEN 'Gipfelstürmer ' || i END, CASE WHEN i % 13 = 0 THEN 36 + pg_temp.pick(i, 110, 20) / 2.0 END,
    CASE WHEN i % 17 = 0 THEN 'K2' END, CASE WHEN i % 19 = 0 THEN '' END, CASE WHEN i % 23 = 0 THEN time '05:30' END,
    CASE WHEN i % 29 = 0 THEN interval '1 mon 2 days 03:04:05.678' END, CASE WHEN i % 31 = 0 THEN cidr '2001:db8::/48' END,
    CASE WHEN i % 37 = 0 THEN '{}'::text[] END, CASE WHEN i % 41 = 0 THEN 1 / i::double precision END
FROM generate_series(1, 3000) i ORDER BY i;

INSERT INTO public.documents (name, content)
SELECT 'all bytes', decode(string_agg(lpad(to_hex(i), 2, '0'), '' ORDER BY i), 'hex') FROM generate_series(0, 255) i
UNION ALL SELECT 'nothing', ''
UNION ALL SELECT 'terms and conditions.txt', convert_to(repeat(E'§ 1 Wer friert, hat die falsche Jacke gekauft.\r\n', 4000), 'UTF8');

INSERT INTO public.carts SELECT md5('cart ' || i)::uuid, jsonb_build_object('items', jsonb_build_array(1000 + i)) FROM generate_series(1, 150) i;

INSERT INTO inventory.warehouses VALUES
    ('HAM', 'Hamburg', '(9.99,53.55)', '06:00', '1 day', '{08:00:2b:01:02:03,08:00:2b:01:02:04}'),
    ('MUC', 'München', '(11.58,48.14)', '07:30', '1 day 06:00', '{}'),
    ('INN', 'Innsbruck', '(11.39,47.27)', '08:00', '2 days', NULL),
    ('ZRH', 'Zürich', '(8.54,47.37)', '08:00', '36:00', NULL),
    ('TYO', '東京', '(139.69,35.69)', '09:00', '5 days', '{08:00:2b:0a:0b:0c}');

INSERT INTO inventory.stock (warehouse, product_id, shelf, on_hand, reserved)
SELECT w.code, p.id, format('%s%s-%s', chr(65 + p.id % 26), CASE WHEN p.id % 3 = 0 THEN 'a' ELSE '' END, p.id % 90),
    20 + pg_temp.pick(p.id * 5 + ascii(w.code), 120, 80), pg_temp.pick(p.id, 121, 20)
FROM inventory.warehouses w CROSS JOIN public.products p ORDER BY w.code, p.id;

INSERT INTO inventory.movements (warehouse, product_id, kind, quantity, moved_at)
SELECT pg_temp.one_of(i, 130, '{HAM,HAM,MUC,INN,ZRH,TYO}'), 1001 + pg_temp.pick(i, 131, 1200),
    (enum_range(NULL::inventory.movement_kind))[1 + pg_temp.pick(i, 132, 5)], pg_temp.pick(i, 133, 41) - 20,
    timestamptz '2025-06-01 06:00+00' + make_interval(mins => i * 22)
FROM generate_series(1, 25000) i ORDER BY i;

INSERT INTO audit.visits
SELECT timestamptz '2026-06-01 00:00+00' + make_interval(secs => i * 200),
    CASE WHEN i % 5 = 0 THEN inet '2001:db8::1' + pg_temp.pick(i, 140, 9999) ELSE inet '203.0.113.0' + pg_temp.pick(i, 141, 256) END,
    '/product/' || 1001 + pg_temp.pick(i, 142, 1200), CASE WHEN i % 4 = 0 THEN 'https://example.org/?q=wandern%20& more' END,
    CASE WHEN i % 6 > 0 THEN 'Mozilla/5.0' END, make_interval(secs => pg_temp.pick(i, 143, 900) / 1000.0), pg_temp.pick(i, 144, 90000)
FROM generate_series(1, 12000) i ORDER BY i;
INSERT INTO audit.visits SELECT v.* FROM audit.visits v WHERE v.address = '203.0.113.7';

INSERT INTO audit.odd_values VALUES
    ('nothing', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('empty', '', 0, 0, 'epoch', 'epoch', '0', '', '{}', '{}', 'empty', ''),
    ('not a number', 'NULL', 'NaN', 'NaN', 'infinity', 'infinity', '-1 mon +2 days -03:00', '\x00', 'null', '{NULL}', '(,)', B'0'),
    ('far', E'\\N', '-123456789012345678901234567890.123456789', '-Infinity', '4713-01-01 BC', '-infinity', '178000000 years', '\xff00ff', '"\u00e4\ud83c\udfd4"', '[0:2]={7,8,9}', '[1,)', B'1010101010101010'),
    ('small', E'\t\b\f\v\x7f', 0.000000000000000000001, '5e-324', '0001-01-01', '1883-11-18 12:00:00.123456-05', '1 microsecond', '\x5c2e0a', '[1.10, 1e2, -0.0]', '{{1,2},{3,4}}', '[2,3)', B'1'),
    ('one third', E'e\u0301 is not \u00e9, ﷽, a family: 👩\u200d👩\u200d👧, \u202eright to left\u202c', 1 / 3.0, 1 / 3.0::double precision, '2000-02-29', '2025-10-26 01:30:00+00', '-00:00:00.000001', '\x', '{"a": {"b": [null, true]}, "": 1}', '{-2147483648,2147483647}', '[-5,5]', B'000'),
    ('a page', repeat('Über allen Gipfeln ist Ruh. ', 9000), 1, 1, '2026-01-01', '2026-01-01', '1 year', decode(repeat('00ff', 3000), 'hex'), jsonb_build_object('long', repeat('x', 20000)), '{1}', '[1,1]', B'1111');

DO $$ BEGIN
    PERFORM setval('public.invoice_number', 20999990, true), setval('inventory.picking_slot', 42, false);
END $$;

-- Large objects: pictures of mountains in haze (portable grey maps), a text, an empty one and one that no table knows.
CREATE FUNCTION pg_temp.mountains(seed integer) RETURNS bytea LANGUAGE sql AS $function$
    SELECT convert_to(E'P5\n480 270\n255\n', 'UTF8') || decode(string_agg(lpad(to_hex(CASE
            WHEN y > 255 - abs((x * 5 + seed * 61) % 300 - 150) / 2 THEN 35
            WHEN y > 215 - abs((x * 3 + seed * 37) % 260 - 130) THEN 85
            WHEN y > 150 - abs((x * 2 + seed * 97) % 320 - 160) / 2 THEN 140
            ELSE 235 - y / 4 END), 2, '0'), '' ORDER BY y, x), 'hex')
    FROM generate_series(0, 269) y CROSS JOIN generate_series(0, 479) x
$function$;
INSERT INTO public.photos
SELECT i, 1000 + i, format('gipfel-%s.pgm', i), lo_from_bytea((460000 + i)::oid, pg_temp.mountains(i)) FROM generate_series(1, 3) i;
INSERT INTO public.photos VALUES
    (4, 1004, 'Aufbauanleitung.txt', lo_from_bytea(460004, convert_to(E'1. Zelt auspacken.\n2. Anleitung suchen.\n3. 😤\n', 'UTF8'))),
    (5, 1005, 'leer', lo_create(460005));
DO $$ BEGIN
    PERFORM lo_from_bytea(460006, decode(repeat('c3bf00', 200000), 'hex'));
END $$;
COMMENT ON LARGE OBJECT 460001 IS 'The Höllental from the east';
COMMENT ON LARGE OBJECT 460006 IS 'No row names this one; it''s still ours';
GRANT SELECT ON LARGE OBJECT 460001 TO shop_reader;
GRANT SELECT, UPDATE ON LARGE OBJECT 460004 TO shop_clerk;

-- ------------------------------------------------------------------------------------------------------------
-- Keys and indexes of the big tables, statistics
-- ------------------------------------------------------------------------------------------------------------

ALTER TABLE public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id, placed_on);
ALTER TABLE public.order_lines ADD CONSTRAINT order_lines_pkey PRIMARY KEY (order_id, line) INCLUDE (product_id, quantity);
ALTER TABLE public.payments ADD CONSTRAINT payments_pkey PRIMARY KEY (reference);
ALTER TABLE public.reviews ADD CONSTRAINT reviews_pkey PRIMARY KEY (product_id, customer_id, written_at);
ALTER TABLE public.customers ADD CONSTRAINT customers_default_address_fkey FOREIGN KEY (default_address_id)
    REFERENCES public.addresses DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.addresses ADD CONSTRAINT addresses_customer_fkey FOREIGN KEY (customer_id) REFERENCES public.customers ON DELETE CASCADE;
ALTER TABLE public.orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES public.customers;
ALTER TABLE public.order_lines ADD CONSTRAINT order_lines_order_fkey FOREIGN KEY (order_id, placed_on)
    REFERENCES public.orders (id, placed_on) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE public.order_lines ADD CONSTRAINT order_lines_product_fkey FOREIGN KEY (product_id) REFERENCES public.products;
ALTER TABLE public.payments ADD CONSTRAINT payments_order_fkey FOREIGN KEY (order_id, placed_on) REFERENCES public.orders (id, placed_on);
ALTER TABLE public.photos ADD CONSTRAINT photos_product_fkey FOREIGN KEY (product_id) REFERENCES public.products ON DELETE SET NULL;
-- Old rows break it, new ones may not.
ALTER TABLE public."Gift Cards" ADD CONSTRAINT "no small cards" CHECK ("Größe €" >= 25) NOT VALID;

CREATE INDEX products_attributes ON public.products USING gin (attributes jsonb_path_ops);
CREATE INDEX products_labels ON public.products USING gist (labels);
CREATE INDEX products_search ON public.products USING gin (search);
CREATE INDEX products_name_trigrams ON public.products USING gin (name public.gin_trgm_ops);
CREATE INDEX products_on_sale ON public.products (category_id, price DESC NULLS LAST) INCLUDE (name) WHERE NOT discontinued;
CREATE INDEX products_colours ON public.products USING gin (colours);
CREATE INDEX customers_lower_name ON public.customers (lower(name) text_pattern_ops);
CREATE INDEX customers_by_language ON public.customers ((preferences ->> 'language'), joined_at);
CREATE INDEX orders_open ON public.orders (placed_on) WHERE status IN ('placed', 'paid', 'shipped');
CREATE INDEX orders_placed_at ON public.orders USING brin (placed_at);
CREATE UNIQUE INDEX payments_invoice ON public.payments (invoice);
CREATE INDEX payments_of_order ON public.payments USING hash (order_id);
CREATE INDEX reviews_search ON public.reviews USING gin (search);
CREATE INDEX "Gift Cards, by size" ON public."Gift Cards" ("Größe €", "valid until" DESC);
CREATE INDEX visits_at ON audit.visits USING brin (at) WITH (pages_per_range = 16);
CREATE INDEX addresses_city ON public.addresses (((address).city) COLLATE "C");
COMMENT ON INDEX public.products_on_sale IS 'Serves the category pages';
ALTER TABLE public.reviews CLUSTER ON reviews_pkey;
ALTER TABLE audit.visits REPLICA IDENTITY FULL;

CREATE STATISTICS public.addresses_of_customers (ndistinct, dependencies) ON id, customer_id FROM public.addresses;
CREATE STATISTICS inventory.stock_shelves (mcv) ON warehouse, shelf FROM inventory.stock;
COMMENT ON STATISTICS inventory.stock_shelves IS 'A warehouse has its own shelves';

-- ------------------------------------------------------------------------------------------------------------
-- Views
-- ------------------------------------------------------------------------------------------------------------

CREATE VIEW public.products_on_sale_view WITH (security_barrier = true) AS
    SELECT id, sku, name, category_id, supplier_id, price, discontinued FROM public.products WHERE NOT discontinued
    WITH CASCADED CHECK OPTION;

CREATE RECURSIVE VIEW public.category_tree (id, path, depth) AS
    SELECT id, ARRAY[name], 1 FROM public.categories WHERE parent_id IS NULL
    UNION ALL
    SELECT c.id, t.path || c.name, t.depth + 1 FROM public.categories c JOIN category_tree t ON t.id = c.parent_id;

CREATE VIEW public.monthly_revenue AS
    SELECT date_trunc('month', placed_on::timestamp)::date AS month, count(*) AS orders, sum(total) AS revenue,
        sum(sum(total)) OVER (ORDER BY date_trunc('month', placed_on::timestamp)) AS revenue_so_far,
        rank() OVER (ORDER BY sum(total) DESC) AS place
    FROM public.orders WHERE status NOT IN ('cart', 'cancelled')
    GROUP BY date_trunc('month', placed_on::timestamp);
COMMENT ON VIEW public.monthly_revenue IS 'Without tax';
COMMENT ON COLUMN public.monthly_revenue.place IS '1 is the best month';

CREATE MATERIALIZED VIEW public.product_sales AS
    SELECT p.id AS product_id, p.name, count(*) AS lines, sum(l.quantity) AS sold, sum(l.amount) AS revenue,
        public.weighted_average(l.unit_price::numeric, l.quantity::numeric) AS average_price,
        public.less_percent(max(p.price::numeric), 20) AS lowest_offer
    FROM public.products p JOIN public.order_lines l ON l.product_id = p.id
    GROUP BY p.id, p.name;
CREATE UNIQUE INDEX product_sales_key ON public.product_sales (product_id);
COMMENT ON MATERIALIZED VIEW public.product_sales IS 'Refreshed every night';

CREATE VIEW public.best_sellers AS
    SELECT s.name, s.sold, t.path FROM public.product_sales s JOIN public.products p ON p.id = s.product_id
    JOIN public.category_tree t ON t.id = p.category_id ORDER BY s.sold DESC, s.product_id LIMIT 100;

-- ------------------------------------------------------------------------------------------------------------
-- Publication, privileges
-- ------------------------------------------------------------------------------------------------------------

CREATE PUBLICATION shop_feed FOR TABLE public.products, public.orders WITH (publish = 'insert, update', publish_via_partition_root = true);
COMMENT ON PUBLICATION shop_feed IS 'Feeds the search engine';

GRANT USAGE ON SCHEMA public, inventory TO shop_reader;
GRANT USAGE ON SCHEMA public, inventory, audit TO shop_clerk;
GRANT SELECT ON public.categories, public.products, public.monthly_revenue, public.product_sales, public.support_tickets TO shop_reader;
GRANT SELECT (id, public_id, joined_at) ON public.customers TO shop_reader;
GRANT SELECT, INSERT, UPDATE ON public.customers, public.addresses, public.orders, public.order_lines, public.support_tickets TO shop_clerk;
GRANT UPDATE ("select") ON public."Gift Cards" TO shop_clerk WITH GRANT OPTION;
GRANT USAGE ON SEQUENCE public.order_number, public.invoice_number TO shop_clerk;
GRANT USAGE ON TYPE public.order_status TO shop_reader;
REVOKE EXECUTE ON FUNCTION inventory.reserve(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inventory.reserve(integer, integer) TO shop_clerk;
REVOKE EXECUTE ON FUNCTION audit.record_change(), audit.record_statement() FROM PUBLIC;
REVOKE ALL ON PROCEDURE public.close_month(date) FROM PUBLIC;

DROP FUNCTION pg_temp.mountains(integer), pg_temp.one_of(bigint, bigint, text[]), pg_temp.pick(bigint, bigint, integer);
ANALYZE;
