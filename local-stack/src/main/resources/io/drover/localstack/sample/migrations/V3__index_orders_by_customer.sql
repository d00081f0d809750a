-- On the partitioned table: every partition, also one to come, gets its own.
CREATE INDEX orders_by_customer ON public.orders (customer_id, placed_on);
