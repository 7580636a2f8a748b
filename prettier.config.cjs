module.exports = {
    printWidth: 88,
    tabWidth: 4,
    bracketSameLine: false,
    xmlSelfClosingSpace: true,
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{ files: "*.yml", options: { tabWidth: 2 } }],
};
