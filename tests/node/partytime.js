// Reads a feed as Podcast Index does and prints what it has found: node partytime.js FILE ADDRESS
const fs = require("fs");
const { parseFeed } = require("podcast-partytime");

const [file, uri] = process.argv.slice(2);
const feed = parseFeed(fs.readFileSync(file, "utf8"), { uri });
process.stdout.write(JSON.stringify(feed, null, 1));
