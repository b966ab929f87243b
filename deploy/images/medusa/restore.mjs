// The setup: an empty database becomes this shop in one transaction. Killed anywhere it did nothing; run again it sets only
// what a change named. No Medusa is loaded, only the database's driver.
import { connect } from './setup/database.mjs';
import { setUp } from './setup/shop.mjs';
import { settingsFrom } from './setup/settings.mjs';

try {
  const settings = settingsFrom(process.env);
  const database = await connect(settings.database);
  console.log(await setUp(database, settings, import.meta.dirname));
  await database.close();
} catch (error) {
  console.error(`The setup changed nothing: ${error.message}`);
  process.exit(1);
}
