/** Child processes with an owner, bounded output and an end. */
@NullMarked
package io.drover.service.process;

import org.jspecify.annotations.NullMarked;
