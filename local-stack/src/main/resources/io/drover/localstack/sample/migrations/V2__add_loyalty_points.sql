-- A constant default does not rewrite the table.
ALTER TABLE public.customers ADD COLUMN loyalty_points integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN public.customers.loyalty_points IS 'The sum of public.loyalty_entries';

CREATE TABLE public.loyalty_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES public.customers ON DELETE CASCADE,
    points integer NOT NULL CHECK (points <> 0),
    reason text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now()
);
