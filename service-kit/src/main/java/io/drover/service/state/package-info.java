/** The service's own PostgreSQL schema: transactions and its clock. */
@NullMarked
package io.drover.service.state;

import org.jspecify.annotations.NullMarked;
