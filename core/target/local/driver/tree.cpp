#include <algorithm>

#include "core/support/text.h"
#include "core/target/local/driver/drivers.h"
#include "core/target/local/driver/single_driver.h"
#include "core/target/tree_digest.h"

namespace trimtab {
namespace {

/// Trees: a copy per digest and one link. `history` lists the digests in the order they were published.
class TreeDriver final : public SingleDriver {
 public:
  using SingleDriver::SingleDriver;

 private:
  static std::string name_of(const Object& object) {
    return short_digest(object.desired.at("digest").get<std::string>());
  }
  static Path version_of(const Object& object) { return path_of(object) / "versions" / name_of(object); }

  Result<bool> is_anything_left(const Object& object) override {
    TRIMTAB_TRY(const auto found, disk().status(path_of(object)));
    return found.has_value();
  }

  Result<Observed> look(const Question&, const Object& baseline) override {
    const Path link = path_of(baseline) / "current";
    TRIMTAB_TRY(const auto found, disk().status(link));
    if (!found) return absent();
    if (found->kind != FileKind::symlink) return foreign("whoever put something there that is not a link");
    TRIMTAB_TRY(const auto target, read_link_if_there(disk(), link));
    if (!target) return absent();
    Observed observed;
    TRIMTAB_TRY(const auto version, disk().status(path_of(baseline) / *target));
    observed.exists = version.has_value();
    observed.health = there(observed.exists);
    observed.native = Path(*target).filename();
    if (observed.native != name_of(baseline)) {
      observed.drift.push_back({"/digest", name_of(baseline), observed.native, false});
    }
    return observed;
  }

  /// What is published is what was planned: a source that moved since makes the plan stale.
  Status publish(const Object& object) {
    const Path version = version_of(object);
    TRIMTAB_TRY(const auto found, disk().status(version));
    if (found) return {};
    const Path draft = version.parent_path() / ("new-" + name_of(object));
    TRIMTAB_CHECK(disk().remove_tree(draft));
    const Path source = object.desired.at("source").get<std::string>();
    TRIMTAB_CHECK(disk().copy_tree(source, draft, access_from(object.desired.at("directories")),
                                   access_from(object.desired.at("files"))));
    TRIMTAB_CHECK(remove_ignored(disk(), draft));
    TRIMTAB_TRY(const TreeDigest tree, digest_of_tree(disk(), draft));
    if (tree.digest != object.desired.at("digest").get<std::string>()) {
      TRIMTAB_CHECK(disk().remove_tree(draft));
      return fail(Errc::stale, "E0756", source.native() + " has changed since the plan was made");
    }
    return disk().rename(draft, version);
  }

  Status collect(const Object& object) {
    const Path history = path_of(object) / "history";
    TRIMTAB_TRY(const auto found, disk().status(history));
    std::vector<std::string> names;
    if (found) {
      TRIMTAB_TRY(const std::string text, disk().read(history, 1U << 20));
      names = split(text, '\n');
    }
    std::erase(names, name_of(object));
    std::erase(names, std::string());
    names.push_back(name_of(object));
    const auto keep = static_cast<std::size_t>(std::max(object.desired.at("keep").get<int>(), 1));
    while (names.size() > keep) {
      TRIMTAB_CHECK(disk().remove_tree(path_of(object) / "versions" / names.front()));
      names.erase(names.begin());
    }
    return disk().write(history, join(names, "\n") + "\n", Ownership(site().settings.root, {}).only_engine(0600));
  }

  Result<Effected> make(const Effect& effect) override {
    const Object& object = *effect.desired;
    const Access directories = access_from(object.desired.at("directories"));
    TRIMTAB_CHECK(make_below(site(), path_of(object), directories, passage()));
    TRIMTAB_CHECK(disk().make_directory(path_of(object) / "versions", directories));
    TRIMTAB_CHECK(publish(object));
    TRIMTAB_CHECK(disk().switch_link(path_of(object) / "current", Path("versions") / name_of(object)));
    TRIMTAB_CHECK(collect(object));
    return Effected{name_of(object), "version " + name_of(object).substr(0, 6)};
  }

  Status take_away(const Effect&, const Object& object) override { return disk().remove_tree(path_of(object)); }
};

}  // namespace

std::unique_ptr<Driver> make_tree_driver(const LocalSite& site) { return std::make_unique<TreeDriver>(site); }

}  // namespace trimtab
