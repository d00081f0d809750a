@org.jspecify.annotations.NullMarked
package io.drover.service.principal;
