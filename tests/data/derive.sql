-- Expected totals of retail_slice.csv, reckoned without the loader:
--   sqlite3 -batch :memory: < derive.sql      (run in this folder)
.mode csv
.import retail_slice.csv line
CREATE VIEW good AS
SELECT Invoice AS doc, upper(StockCode) AS sku, Customer AS customer,
       abs(CAST(Quantity AS INTEGER)) AS qty,
       CAST(round(CAST(Price AS REAL) * 100) AS INTEGER) AS pence,
       Invoice LIKE 'C%' AS cancelled
  FROM line
 WHERE substr(StockCode, 1, 5) GLOB '[0-9][0-9][0-9][0-9][0-9]'
   AND CAST(Price AS REAL) > 0 AND CAST(Quantity AS INTEGER) <> 0;
.mode list
SELECT 'rows', count(*) FROM line;
SELECT 'refused rows (before matching)', (SELECT count(*) FROM line) - count(*) FROM good;
SELECT 'baskets', count(DISTINCT doc) FROM good WHERE NOT cancelled;
SELECT 'basket lines (document, code, price)', count(*)
  FROM (SELECT DISTINCT doc, sku, pence FROM good WHERE NOT cancelled);
SELECT 'basket total in pence', sum(qty * pence) FROM good WHERE NOT cancelled;
SELECT 'pieces sold', sum(qty) FROM good WHERE NOT cancelled;
SELECT 'dealers with baskets', count(DISTINCT customer) FROM good WHERE NOT cancelled;
SELECT 'articles sold', count(DISTINCT sku) FROM good WHERE NOT cancelled;
SELECT 'lines of the longest document', count(*), count(DISTINCT sku)
  FROM good WHERE doc = '500356';
