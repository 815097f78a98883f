#include "core/state/sqlite/rejected.h"

#include "core/state/seal.h"
#include "core/state/sqlite/failure.h"

namespace trimtab {
namespace {

std::int64_t milliseconds(WallTime time) { return time.time_since_epoch().count(); }

std::uint32_t seal_of(const Rejection& rejection) {
  Seal seal;
  seal.add(rejection.digest).add(rejection.tries).add(static_cast<std::uint64_t>(milliseconds(rejection.last)));
  return seal.add(rejection.reason).value();
}

}  // namespace

void write_rejection(Database& database, const Rejection& rejection) {
  database.execute("INSERT OR REPLACE INTO rejections VALUES(?1, ?2, ?3, ?4, ?5)", rejection.digest, rejection.tries,
                   milliseconds(rejection.last), rejection.reason, seal_of(rejection));
}

std::vector<Rejection> rejected(Database& database) {
  std::vector<Rejection> rejections;
  auto& row = database.select("SELECT * FROM rejections ORDER BY digest");
  while (row.executeStep()) {
    Rejection rejection{std::string(text_of(row, 0)), static_cast<std::uint32_t>(number_of(row, 1)),
                        WallTime(Duration(number_of(row, 2))), std::string(text_of(row, 3))};
    if (number_of(row, 4) != seal_of(rejection)) throw Damage("a rejection does not fit its seal");
    rejections.push_back(std::move(rejection));
  }
  return rejections;
}

}  // namespace trimtab
