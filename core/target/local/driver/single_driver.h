#pragma once

#include <exception>
#include <string>

#include "core/target/driver.h"
#include "core/target/local/ownership.h"
#include "core/target/local/site.h"

namespace trimtab {

/// What the drivers of this target share: objects are looked at one by one, desired states are read without a thought
/// of damage (they come from our own lowering, possibly an older one's), and what cannot run is healthy while it is
/// there.
class SingleDriver : public Driver {
 public:
  explicit SingleDriver(const LocalSite& site) : site_(site) {}

  [[nodiscard]] Result<std::vector<Observed>> observe(std::span<const Question> questions) override;
  [[nodiscard]] Result<Effected> apply(const Effect& effect) override;
  [[nodiscard]] Status remove(const Effect& effect) override;
  [[nodiscard]] Result<Health> health(const Object& object) override;
  [[nodiscard]] Result<Effected> undo(const Effect& effect) override;
  [[nodiscard]] std::vector<std::string> last_words(const Object& object, std::size_t lines) override;

 protected:
  /// `baseline` is what the world is compared with: as recorded, or as desired where nothing is recorded.
  [[nodiscard]] virtual Result<Observed> look(const Question& question, const Object& baseline) = 0;
  /// Whether something lies where an object was that is not there whole. Where that cannot be, there is nothing.
  [[nodiscard]] virtual Result<bool> is_anything_left(const Object& /*object*/) { return false; }
  [[nodiscard]] virtual Result<Effected> make(const Effect& effect) = 0;
  [[nodiscard]] virtual Status take_away(const Effect& effect, const Object& object) = 0;

  [[nodiscard]] const LocalSite& site() const { return site_; }
  [[nodiscard]] Disk& disk() const { return site_.seams.disk; }
  /// Directories between the state directory and an object: walked through, not listed.
  [[nodiscard]] Access passage() const { return Ownership(site_.settings.root, {}).passage(); }

  /// Something that has no life of its own.
  [[nodiscard]] static Health there(bool exists);
  [[nodiscard]] static Observed absent();
  [[nodiscard]] static Observed foreign(std::string owner);

 private:
  const LocalSite& site_;
};

/// A path of an object's desired state.
[[nodiscard]] Path path_of(const Object& object);

}  // namespace trimtab
