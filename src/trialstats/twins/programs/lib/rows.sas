/* Results by the ids that trialstats gives them: what all SAS programs of this folder share. */

proc datasets library=work nolist nowarn;
  delete rows;
run; quit;

/* Adds the LS means and differences of PROC MIXED or GLIMMIX (the data sets MEANS and DIFFERENCES) to ROWS.
   The values of the parameters are in quotes. visit: the number of the one visit where AVISITN is no effect;
   by_visit=1 where the procedure ran BY AVISITN. */
%macro means_and_differences(analysis=, paramcd=, measure=, reference=, visit=, by_visit=0);
  data found;
    length id $ 400 arm other $ 200;
    set means(in=of_means) differences;
    if of_means then arm = TRT01P;
    else do;
      %if %length(&visit) = 0 and &by_visit = 0 %then %do;
        if AVISITN ne _AVISITN then delete;
      %end;
      if _TRT01P = &reference then arm = TRT01P;
      else if TRT01P = &reference then do;   /* the other way round */
        arm = _TRT01P;
        Estimate = -Estimate;
        tValue = -tValue;
        turned = -Upper;
        Upper = -Lower;
        Lower = turned;
      end;
      else delete;
      other = &reference;
    end;
    %if %length(&visit) %then %do;
      AVISITN = &visit;
    %end;
    id = catx('/', &analysis, ifc(of_means, 'lsmean', 'difference'), &paramcd, &measure, put(AVISITN, visit.), arm, other);
    %estimates
  run;
  proc append base=rows data=found force; run;
%mend;

/* Adds what LSMESTIMATE, ESTIMATE or SOLUTION gave, with PLACE, the id without the name of the analysis. */
%macro placed(given, analysis);
  data found;
    length id $ 400;
    set &given;
    id = catx('/', &analysis, place);
    %estimates
  run;
  proc append base=rows data=found force; run;
%mend;

/* The names that every program of this folder gives estimates. */
%macro estimates;
  rename StdErr=std_error tValue=statistic Probt=p_value Lower=conf_low Upper=conf_high;
  keep id Estimate StdErr DF tValue Probt Lower Upper;
%mend;

%macro write_rows(name);
  options dlcreatedir missing=' ';
  libname out "&folder/out";
  data written;
    retain id estimate std_error df statistic p_value conf_low conf_high;   /* their order, and lower case */
    set rows;
    format estimate std_error df statistic p_value conf_low conf_high best32.;
  run;
  proc export data=written outfile="&folder/out/&name..csv" dbms=csv replace;
  run;
%mend;
