/** Alerts: raised, updated and resolved once, published, sent on, acknowledged and silenced. */
@NullMarked
package io.drover.monitor.alert;

import org.jspecify.annotations.NullMarked;
