#include "core/target/local/driver/drivers.h"
#include "core/target/local/driver/single_driver.h"
#include "core/target/local/unit.h"

namespace trimtab {
namespace {

/// Endpoints. A port is nothing on the machine until a server has it; what this driver guards is that no stranger has.
class PortDriver final : public SingleDriver {
 public:
  using SingleDriver::SingleDriver;

 private:
  /// Who holds the port and is not of this stack.
  std::optional<std::string> stranger(const Object& object) const {
    const auto port = object.desired.at("port").get<std::uint16_t>();
    if (site().seams.net.can_bind(object.desired.at("bind").get<std::string>(), port)) return std::nullopt;
    const auto listener = site().seams.net.listener(port);
    if (!listener) return std::nullopt;  // a connection that is closing, or one of a client
    if (listener->pid != 0 && unit_of(listener->pid, site().layout)) return std::nullopt;
    return listener_text(*listener);
  }

  Result<Observed> look(const Question& question, const Object& baseline) override {
    if (const auto owner = stranger(question.desired != nullptr ? *question.desired : baseline)) return foreign(*owner);
    Observed observed;
    observed.exists = question.recorded != nullptr;
    observed.health = {HealthState::healthy, "kept for this stack", {}};
    return observed;
  }

  Result<Effected> make(const Effect& effect) override {
    const auto owner = stranger(*effect.desired);
    if (!owner) return Effected{};
    Diagnostic diagnostic;
    diagnostic.code = "E0418";
    diagnostic.what = "port " + std::to_string(effect.desired->desired.at("port").get<int>()) + ", wanted by " +
                      effect.desired->id.text() + ", is taken";
    diagnostic.why.push_back(*owner + " listens there; it is not ours and stays");
    return fail(Errc::failed, std::move(diagnostic));
  }

  Status take_away(const Effect&, const Object&) override { return {}; }
};

}  // namespace

std::unique_ptr<Driver> make_port_driver(const LocalSite& site) { return std::make_unique<PortDriver>(site); }

}  // namespace trimtab
