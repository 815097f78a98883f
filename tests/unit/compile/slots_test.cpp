#include "core/compile/slots.h"

#include <algorithm>

#include "tests/unit/compile/toys.h"

namespace trimtab {
namespace {

using testing::resource;
using testing::Workshop;

struct Wish {
  std::string key;
  std::int64_t prefer = 0;
  bool fixed = false;
};

/// "a=3306 b=3307; taken b": what each got, then who did not get its wish, then who got nothing.
std::string chosen(const std::vector<Wish>& wishes, const std::map<std::string, std::int64_t>& recorded = {},
                   const std::vector<std::int64_t>& taken = {}, std::int64_t first = 1, std::int64_t last = 9) {
  std::vector<SlotRequest> requests;
  for (const Wish& wish : wishes)
    requests.push_back({wish.key, "port", first, last, wish.prefer, wish.fixed, true, ""});
  const ChosenSlots slots = choose_slots(requests, recorded, [&](const std::string&, std::int64_t number) {
    return std::ranges::find(taken, number) != taken.end();
  });
  std::string text;
  for (const auto& [key, number] : slots.numbers) text += key + "=" + std::to_string(number) + " ";
  for (const TakenSlot& slot : slots.taken) text += "taken " + slot.request->key + (slot.by_us ? " by us " : " ");
  for (const SlotRequest* request : slots.exhausted) text += "nothing for " + request->key + " ";
  text.pop_back();
  return text;
}

TEST_CASE("A slot is what the record has, else the preferred number, else the next free one", "[compile][slots]") {
  CHECK(chosen({{"a", 3}, {"b", 3}, {"c", 3}}) == "a=3 b=4 c=5");
  CHECK(chosen({{"a", 3}, {"b", 3}, {"c", 3}}, {{"c", 3}}) == "a=4 b=5 c=3");
  CHECK(chosen({{"a", 3}}, {{"a", 7}}, {7}) == "a=7");
  CHECK(chosen({{"a", 3}}, {}, {3, 4}) == "a=5 taken a");
}

TEST_CASE("The search goes round the range once and says when nothing is left", "[compile][slots]") {
  CHECK(chosen({{"a", 9}, {"b", 9}}) == "a=9 b=1");
  CHECK(chosen({{"a", 2}, {"b", 2}, {"c", 2}}, {}, {}, 1, 2) == "a=2 b=1 nothing for c");
  CHECK(chosen({{"a", 1}, {"b", 1}}, {}, {}, 1, 1) == "a=1 nothing for b");
}

TEST_CASE("A fixed number is kept or refused, never moved, and others make room for it", "[compile][slots]") {
  CHECK(chosen({{"a", 5}, {"b", 5, true}}) == "a=6 b=5");
  CHECK(chosen({{"a", 5, true}}, {}, {5}) == "a=5 taken a");
  CHECK(chosen({{"a", 5, true}}, {{"a", 5}}, {5}) == "a=5");
  CHECK(chosen({{"a", 5, true}, {"b", 5, true}}) == "a=5 b=5 taken b by us");
  CHECK(chosen({{"a", 5, true}, {"b", 1}}, {{"b", 5}}) == "a=5 b=1");
}

TEST_CASE("A number that a leaving slot still holds is passed over", "[compile][slots]") {
  CHECK(chosen({{"a", 5}}, {{"gone", 5}}) == "a=6");
}

TEST_CASE("A recorded number outside of its range is chosen again", "[compile][slots]") {
  CHECK(chosen({{"a", 3}}, {{"a", 4000}}) == "a=3");
}

TEST_CASE("Many slots with one wish are found in linear time", "[compile][slots]") {
  std::vector<Wish> wishes;
  for (int i = 0; i < 50000; ++i) wishes.push_back({"k" + std::to_string(i), 1});
  CHECK_FALSE(chosen(wishes, {}, {}, 1, 60000).contains("nothing"));
}

TEST_CASE("A port someone else has is named: a fixed one stops the plan, another is chosen with a warning",
          "[compile][slots]") {
  Workshop workshop("web");
  bool fixed = false;
  workshop.target.taken = {8080};
  workshop.plugins.expand_one = [&](const ExpandComponent&) {
    ExpandedComponent expanded;
    expanded.resources.push_back(resource("web/endpoint/api", {{"port", 8080}, {"fixed", fixed}}));
    return expanded;
  };
  const auto made = workshop.compile();
  CHECK(made->slots.at("web/endpoint/api") == 8081);
  CHECK(made->diagnostics.at(0).why == std::vector<std::string>{"pid 812 (nginx) has it; it is not ours and stays",
                                                                "web/endpoint/api gets 8081 and keeps it"});
  fixed = true;
  CHECK(workshop.refusal().code == "E0418");
  CHECK(workshop.refusal().what == "port 8080, wanted by web/endpoint/api, is taken");
}

}  // namespace
}  // namespace trimtab
