#pragma once

#include <vector>

#include "tests/e2e/kube/client/real_api.h"

namespace trimtab::test {

/// The API server behind the proxy that FAULTS names, asked as the administrator by token.
class BadDay : public RealApi {
 public:
  /// Nothing is wrong yet, and nothing is after it.
  BadDay();
  ~BadDay() { (void)tell({}); }
  BadDay(const BadDay&) = delete;
  BadDay& operator=(const BadDay&) = delete;

  /// Rules as faults.py describes them, in place of those before. False when the proxy did not take them.
  bool tell(const std::vector<Value>& rules);
  /// How many requests the rules still wait for, those that they let pass not among them.
  int times_left();
};

}  // namespace trimtab::test
