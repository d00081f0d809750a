package io.drover.service.target;

/** How a target is locked: shared by those who read it, exclusive for those who change it. */
public enum LockMode {
  SHARED,
  EXCLUSIVE
}
