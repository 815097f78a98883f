#include "core/target/local/site.h"

#include "core/target/local/own_files.h"
#include "core/target/local/ownership.h"

namespace trimtab {
namespace {

constexpr std::size_t key_size = 32;

}  // namespace

Status make_below(const LocalSite& site, const Path& directory, const Access& access, const Access& between) {
  const Path steps = directory.lexically_relative(site.layout.root());
  if (steps.empty() || *steps.begin() == "..") {
    return fail(Errc::internal, "E0740", directory.native() + " is not in the state directory");
  }
  Path at = site.layout.root();
  for (const Path& step : steps) {
    at /= step;
    TRIMTAB_CHECK(site.seams.disk.make_directory(at, at == directory ? access : between));
  }
  return {};
}

Result<std::string> stack_key(const LocalSite& site) {
  const Path path = site.layout.key();
  TRIMTAB_TRY(const bool found, has_own_file(site, path));
  if (found) return site.seams.disk.read(path, key_size);
  std::string key = site.seams.random.bytes(key_size);
  const Ownership ownership(site.settings.root, {});
  TRIMTAB_CHECK(
      make_below(site, site.layout.private_directory(), ownership.only_engine(0700), ownership.only_engine(0700)));
  TRIMTAB_CHECK(site.seams.disk.write(path, key, ownership.only_engine(0600)));
  return key;
}

}  // namespace trimtab
