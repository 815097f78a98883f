#include <array>
#include <functional>
#include <mutex>
#include <shared_mutex>

#include "core/support/digest.h"
#include "core/support/text.h"
#include "core/target/local/driver/drivers.h"
#include "core/target/local/driver/single_driver.h"

namespace trimtab {
namespace {

constexpr std::uint64_t file_limit = std::uint64_t{64} << 20;
constexpr std::size_t shown_limit = 2048;

/// The lines that differ, without those that both begin or end with; a digest where that is too much to show.
Difference text_difference(const std::string& recorded, const std::string& actual) {
  std::vector<std::string> from = split(recorded, '\n');
  std::vector<std::string> to = split(actual, '\n');
  while (!from.empty() && !to.empty() && from.back() == to.back()) from.pop_back(), to.pop_back();
  std::size_t same = 0;
  while (same < from.size() && same < to.size() && from[same] == to[same]) ++same;
  from.erase(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(same));
  to.erase(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(same));
  const std::string before = join(from, "\n");
  const std::string after = join(to, "\n");
  if (before.size() <= shown_limit && after.size() <= shown_limit) return {"/text", before, after, false};
  return {"/text", "content " + sha256(recorded).substr(0, 12), "content " + sha256(actual).substr(0, 12), false};
}

/// Config files: whole contents, written in one step.
class FileDriver final : public SingleDriver {
 public:
  using SingleDriver::SingleDriver;

 private:
  Result<Observed> look(const Question&, const Object& baseline) override {
    const Path path = path_of(baseline);
    TRIMTAB_TRY(const auto found, disk().status(path));
    if (!found) return absent();
    if (found->kind != FileKind::regular) return foreign("whoever put something there that is not a file");
    TRIMTAB_TRY(const auto actual, read_if_there(disk(), path, file_limit));
    if (!actual) return absent();
    Observed observed;
    observed.exists = true;
    observed.health = there(true);
    const auto& recorded = baseline.desired.at("text").get_ref<const std::string&>();
    if (*actual != recorded) observed.drift.push_back(text_difference(recorded, *actual));
    for (Difference& access : access_drift(access_from(baseline.desired.at("access")), *found)) {
      observed.drift.push_back(std::move(access));
    }
    return observed;
  }

  Result<Effected> make(const Effect& effect) override {
    const Object& object = *effect.desired;
    const Path path = path_of(object);
    const Access access = access_from(object.desired.at("access"));
    Access directory = access;
    directory.mode = site().settings.root ? 0750 : 0700;
    const std::shared_lock keeps_directory(lock_of(path.parent_path()));
    TRIMTAB_CHECK(make_below(site(), path.parent_path(), directory, passage()));
    TRIMTAB_TRY(const auto found, disk().status(path));
    if (found && found->kind != FileKind::regular) {
      return fail(Errc::refused, "E0755", path.native() + " is not a file, and was not made by trimtab");
    }
    TRIMTAB_CHECK(disk().write(path, object.desired.at("text").get_ref<const std::string&>(), access));
    return Effected{};
  }

  Status take_away(const Effect&, const Object& object) override {
    const Path path = path_of(object);
    TRIMTAB_CHECK(disk().remove_file(path));
    const std::unique_lock changes_directory(lock_of(path.parent_path()));
    TRIMTAB_TRY(const auto directory, disk().status(path.parent_path()));
    if (!directory) return {};
    TRIMTAB_TRY(const auto others, disk().list(path.parent_path()));
    return others.empty() ? disk().remove_tree(path.parent_path()) : Status{};
  }

  /// The files of one config are made and removed side by side; the last one that goes takes their directory along, but
  /// not from under one that is being made. Other directories wait only where chance gives them the same lock.
  std::shared_mutex& lock_of(const Path& directory) {
    return directories_[std::hash<std::string>{}(directory.native()) % directories_.size()];
  }

  std::array<std::shared_mutex, 64> directories_;
};

}  // namespace

std::unique_ptr<Driver> make_file_driver(const LocalSite& site) { return std::make_unique<FileDriver>(site); }

}  // namespace trimtab
