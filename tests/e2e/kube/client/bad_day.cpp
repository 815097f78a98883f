#include "tests/e2e/kube/client/bad_day.h"

#include <stdexcept>

namespace trimtab::test {
namespace {

constexpr const char* control = "/-/faults";

KubeAccess through_the_proxy() {
  KubeAccess access = RealApi::administrator();
  access.tls.certificate = access.tls.key = "";
  access.server = required_variable("FAULTS");
  access.token = required_variable("ADMIN_TOKEN");
  return access;
}

}  // namespace

BadDay::BadDay() : RealApi(through_the_proxy()) {
  if (!tell({})) throw std::runtime_error("the proxy of faults takes no rules");
}

bool BadDay::tell(const std::vector<Value>& rules) {
  const auto answer = session().call({.method = "PUT", .path = control, .body = Value(rules).dump()});
  return answer && answer->good();
}

int BadDay::times_left() {
  const auto answer = session().call({.path = control});
  if (!answer) throw std::runtime_error("the proxy of faults does not say its rules: " + answer.error().message());
  int times = 0;
  for (const Value& rule : answer->body) times += rule.value("times", 1);
  return times;
}

}  // namespace trimtab::test
