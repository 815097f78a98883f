#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>

#include "core/support/base64.h"
#include "core/support/digest.h"
#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

constexpr std::size_t count = 10'000;
constexpr std::size_t batch = 512;

/// Deployments of about 900 bytes, no two alike.
std::vector<Object> deployments() {
  std::vector<Object> objects;
  for (std::size_t number = 0; number < count; ++number) {
    const std::string name = "w" + std::to_string(number);
    const Value container{{"name", "main"},
                          {"image", "registry/worker:" + sha256(name).substr(0, 12)},
                          {"args", {"--number", std::to_string(number)}},
                          {"env", {{{"name", "HOME"}, {"value", "/home/worker"}}}},
                          {"resources", {{"requests", {{"cpu", "100m"}, {"memory", "128Mi"}}}}}};
    Object object;
    object.id = Id("c" + std::to_string(number % 100), "workload", name);
    object.driver = "manifest";
    object.desired = {{"manifest",
                       {{"apiVersion", "apps/v1"},
                        {"kind", "Deployment"},
                        {"metadata", {{"name", name}, {"labels", {{"app.kubernetes.io/name", name}}}}},
                        {"spec",
                         {{"replicas", 1},
                          {"selector", {{"matchLabels", {{"app", name}}}}},
                          {"template", {{"spec", {{"containers", {container}}}}}}}}}}};
    objects.push_back(std::move(object));
  }
  return objects;
}

struct Figures {
  std::uint64_t requests = 0;
  long milliseconds = 0;
  [[nodiscard]] std::string text() const { return fmt::format("{} requests, {} ms", requests, milliseconds); }
};

class Meter {
 public:
  explicit Meter(RealApi& api) : api_(api) { (void)lap(); }
  /// Since the last lap.
  Figures lap() {
    const auto now = std::chrono::steady_clock::now();
    const Figures took{api_.session().requests() - requests_,
                       static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(now - last_).count())};
    last_ = now;
    requests_ = api_.session().requests();
    return took;
  }

 private:
  RealApi& api_;
  std::uint64_t requests_ = 0;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace

TEST_CASE("Ten thousand objects fit, at a constant number of requests for each batch") {
  const auto objects = deployments();
  ClusterHome home;
  Meter meter(home.api());
  const std::uint64_t run = value(home.store().begin(start()));
  CHECK(meter.lap().requests <= 2);
  Figures most;
  for (std::size_t first = 0; first < count; first += batch) {
    std::vector<Operation> intents;
    std::vector<Settlement> outcomes;
    for (std::size_t number = first; number < std::min(first + batch, count); ++number) {
      intents.push_back(intent(run, static_cast<std::uint32_t>(number + 1), objects[number]));
      outcomes.push_back(made(static_cast<std::uint32_t>(number + 1), objects[number]));
    }
    ok(home.store().intend(intents));
    ok(home.store().settle(run, outcomes));
    const Figures took = meter.lap();
    most = {std::max(most.requests, took.requests), std::max(most.milliseconds, took.milliseconds)};
  }
  CHECK(most.requests <= 4);
  CHECK(value(home.store().end(run, RunResult::converged, "", revision_of(objects))) == 1);
  const Figures end = meter.lap();
  const Record record = value(home.reader()->read());
  const Figures read = meter.lap();
  CHECK(record.objects.size() == count);
  CHECK(record.objects.at(objects[77].id).object.desired == objects[77].desired);
  CHECK(value(home.reader()->since_revision()).empty());
  (void)meter.lap();

  const std::uint64_t second = value(home.store().begin(start()));
  Object changed = objects[5];
  changed.desired["manifest"]["spec"]["replicas"] = 2;
  ok(home.store().intend(std::vector{intent(second, 1, changed)}));
  ok(home.store().settle(second, std::vector{made(1, changed)}));
  (void)value(home.store().end(second, RunResult::converged, "", std::nullopt));
  const Figures one = meter.lap();
  CHECK(one.requests < 15);
  WARN(fmt::format("10,000 objects: a batch of 512 at most {}; end with revision {}; read {}; one changed {}; {} parts",
                   most.text(), end.text(), read.text(), one.text(), home.parts().size()));
}
