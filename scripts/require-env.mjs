// Ends with a clear sentence when a setting that the following command needs is missing.
for (const name of process.argv.slice(2)) {
  if (process.env[name]) continue;
  process.stderr.write(`${name} is not set. Example: ${name}=postgres://postgres@127.0.0.1:5432/postgres npm run test:server\n`);
  process.exit(1);
}
