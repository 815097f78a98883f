#include "core/plugin/plugin_driver.h"

#include <catch2/catch_test_macros.hpp>

#include "fixture.h"

using namespace trimtab;

namespace {

/// One page in a directory of its own, and the driver that writes it.
struct Desk {
  Workshop workshop;
  TemporaryDirectory directory;
  std::vector<std::string> read;
  std::unique_ptr<Registry> registry = workshop.open("notebook").value();
  std::unique_ptr<Driver> driver =
      registry->make_driver("notebook.page", [this](const std::string& path) -> Result<std::string> {
        read.push_back(path);
        return "hunter22";
      });
  Object page;

  Desk() {
    page.id = Id("one", "notebook.page", "first");
    page.driver = "notebook.page";
    page.desired = {
        {"directory", directory.path().string()}, {"text", "dear diary"}, {"password", "/run/secrets/page"}};
  }
  [[nodiscard]] Effect effect(Action action) const {
    Effect effect;
    effect.action = action;
    effect.desired = &page;
    effect.operation = "17.4";
    return effect;
  }
};

}  // namespace

TEST_CASE("A resource type of a plugin's own is driven like any other") {
  Desk desk;
  const Question question{&desk.page, nullptr};
  CHECK_FALSE(desk.driver->observe({&question, 1}).value()[0].exists);

  const Effected made = desk.driver->apply(desk.effect(Action::create)).value();
  CHECK(made.native == "page-1");
  CHECK(made.text == "create as 17.4, password of length 8");
  CHECK(desk.read == std::vector<std::string>{"/run/secrets/page"});
  CHECK(desk.driver->health(desk.page).value().state == HealthState::healthy);

  Effect removal = desk.effect(Action::remove);
  removal.before = std::exchange(removal.desired, nullptr);
  CHECK(desk.driver->remove(removal));
  CHECK(desk.driver->health(desk.page).value() == Health{HealthState::stopped, "no file", std::nullopt});
}

TEST_CASE("What differs from the record is reported as drift") {
  Desk desk;
  REQUIRE(desk.driver->apply(desk.effect(Action::create)));
  write_file(desk.directory / "page", "scribbled");
  Recorded recorded;
  recorded.object = desk.page;
  recorded.native = "page-1";
  const Question question{&desk.page, &recorded};
  const Observed observed = desk.driver->observe({&question, 1}).value()[0];
  CHECK(observed.native == "page-1");
  CHECK(observed.drift == std::vector<Difference>{{"/text", "dear diary", "scribbled", false}});
}

TEST_CASE("A driver call that fails names plugin, method and reason") {
  Desk desk;
  const auto undone = desk.driver->undo(desk.effect(Action::update));
  CHECK(refusal(undone) == "E0210 plugin notebook: undo: what is written on one/notebook.page/first stays written");
  CHECK(undone.error().code == Errc::failed);
}

TEST_CASE("There is no driver for a type that no plugin has") {
  Desk desk;
  CHECK(desk.registry->make_driver("notebook.cover", {}) == nullptr);
}
