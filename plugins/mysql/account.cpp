#include "account.h"

#include <cctype>
#include <set>

#include "statements.h"

namespace trimtab::mysql {
namespace {

/// $0 client, $1 option file, $2 statements. The statements hold a password, hence a file and not an argument.
constexpr const char* run_file = R"(exec "$0" "--defaults-file=$1" --batch <"$2")";

/// $0 client, $1 option file of the claim's user, $2 what its database must be encoded in.
constexpr const char* check_login =
    R"sh(found=$("$0" "--defaults-file=$1" --connect-timeout=3 --batch --skip-column-names \
  --execute="SELECT CONCAT(@@character_set_database, ' ', @@collation_database)") || exit 1
[ "$found" = "$2" ])sh";

struct Names {
  std::string task;      ///< also the name by which the plan shows the claim
  std::string password;  ///< secret
  std::string login;     ///< secret
};

std::string default_name(const ExpandContext& context, const Claim& claim, std::size_t limit) {
  std::string name = context.stack() + "-" + claim.by();
  if (claim.property() != "database") name += "-" + claim.property();
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return shortened(name, limit, '_');
}

Account account_of(const ExpandContext& context, const Claim& claim) {
  const View& spec = context.spec();
  return {claim.parameters().text("name", default_name(context, claim, 64)),
          claim.parameters().text("user", default_name(context, claim, 32)), spec.text("charset", "utf8mb4"),
          spec.text("collation", "utf8mb4_unicode_ci")};
}

Task account_task(const Server& server, const Names& names, const Account& account) {
  const std::string statements = ref::secret(names.login, "account.sql");
  const Run run =
      Run({"/bin/sh", "-c", run_file, server.client, ref::secret("administration", "client.cnf"), statements})
          .timeout("2m");
  const Run check = Run({"/bin/sh", "-c", check_login, server.client, ref::secret(names.login, "client.cnf"),
                         account.charset + " " + account.collation});
  return Task(names.task, run)
      .check(check)
      .back(Back::rerun)
      .input("database", account.database)
      .input("user", account.user)
      .uses("volume/data")
      .needs("workload/server")
      .description("database " + account.database + " and user " + account.user)
      .summary(account.database == account.user ? "database and user " + account.database
                                                : "database " + account.database + " and user " + account.user);
}

void answer(const Claim& claim, const Server& server, const Names& names, const Account& account,
            Expansion& expansion) {
  const std::string made = "task/" + names.task;
  const std::string& id = claim.id();
  expansion.claim(id, "engine", Output::string("mysql"));
  expansion.claim(id, "flavor", Output::string(server.is_mariadb() ? "mariadb" : "mysql"));
  expansion.claim(id, "version", Output::string(server.version));
  expansion.claim(id, "host", Output::host("sql"));
  expansion.claim(id, "port", Output::port("sql"));
  expansion.claim(id, "database", Output::string(account.database).after(made));
  expansion.claim(id, "user", Output::string(account.user).after(made));
  expansion.claim(id, "password", Output::secret(names.password, "password").after(made));
}

/// Two claims on one database, or of one user, would overwrite each other; the server's own belong to no claim.
void check_distinct(std::set<std::string>& seen, const char* what, const std::string& name, const Claim& claim,
                    Expansion& expansion) {
  if (seen.insert(name).second) return;
  expansion.say(Diagnostic::error("E0449", std::string(what) + " " + name + " is taken")
                    .why("it belongs to the server itself or to another claim")
                    .next("give " + claim.id() + " another " + (std::string(what) == "user" ? "user" : "name")));
}

}  // namespace

void add_accounts(const ExpandContext& context, const Server& server, Expansion& expansion) {
  std::set<std::string> databases{"mysql", "sys", "information_schema", "performance_schema"};
  std::set<std::string> users{"root"};
  for (const Claim& claim : context.claims_on_it()) {
    const Names names{claim_name(claim, "database"), claim_name(claim, "database", "user"),
                      claim_name(claim, "database", "login")};
    const Account account = account_of(context, claim);
    check_distinct(databases, "database", account.database, claim, expansion);
    check_distinct(users, "user", account.user, claim, expansion);
    const Json generated{{"generated", {{"length", 32}}}};
    const Json source = claim.parameters().has("password") ? claim.parameters().at("password") : generated;
    const auto password = [&](const char* filter) { return ref::value(names.password, "password", filter); };
    expansion.add(Secret(names.password).source("password", source));
    expansion.add(Secret(names.login)
                      .from_template("account.sql", account_statements(account, password("base64")))
                      .from_template("client.cnf", client_cnf(account.user, password("ini"), account.database)));
    expansion.add(account_task(server, names, account));
    answer(claim, server, names, account, expansion);
  }
}

}  // namespace trimtab::mysql
