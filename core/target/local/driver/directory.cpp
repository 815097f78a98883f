#include "core/target/local/driver/drivers.h"
#include "core/target/local/driver/single_driver.h"

namespace trimtab {
namespace {

/// Volumes. What lies in them is never looked at.
class DirectoryDriver final : public SingleDriver {
 public:
  using SingleDriver::SingleDriver;

 private:
  Result<Observed> look(const Question&, const Object& baseline) override {
    TRIMTAB_TRY(const auto found, disk().status(path_of(baseline)));
    Observed observed;
    observed.health = there(found.has_value());
    if (!found) return observed;
    if (found->kind != FileKind::directory) return foreign("whoever put something there that is not a directory");
    observed.exists = true;
    observed.drift = access_drift(access_from(baseline.desired.at("access")), *found);
    return observed;
  }

  Result<Effected> make(const Effect& effect) override {
    const Path path = path_of(*effect.desired);
    TRIMTAB_CHECK(make_below(site(), path, access_from(effect.desired->desired.at("access")), passage()));
    return Effected{};
  }

  Status take_away(const Effect&, const Object& object) override { return disk().remove_tree(path_of(object)); }
};

}  // namespace

std::unique_ptr<Driver> make_directory_driver(const LocalSite& site) { return std::make_unique<DirectoryDriver>(site); }

}  // namespace trimtab
